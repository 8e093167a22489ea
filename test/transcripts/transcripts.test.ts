import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTheatre } from './theatre.ts';
import { parseTranscript, playTranscript } from './transcript.ts';

const folder = import.meta.dirname;
const stories = readdirSync(folder).filter((name) => name.endsWith('.md'));

// `npm run test:update` writes the stories anew; the difference is then read in review.
test.each(stories)('%s', async (name) => {
  const transcript = parseTranscript(readFileSync(join(folder, name), 'utf8'));
  const theatre = await openTheatre(transcript.scenario);
  try {
    await expect(await playTranscript(transcript, theatre.run)).toMatchFileSnapshot(join(folder, name));
  } finally {
    await theatre.close();
  }
});
