import type { ServerResponse } from 'node:http';
import type { OpenStream } from '../faults/wire/streams.ts';

/** A watch that has begun, so that a fault can end it. */
export function openStream(response: ServerResponse): OpenStream {
  return {
    closed: new Promise((resolve) => {
      response.once('close', resolve);
    }),
    cut(how) {
      if (how === 'reset') {
        response.destroy();
        return;
      }
      if (how !== 'end') response.write(`${JSON.stringify({ type: 'ERROR', object: how.status() })}\n`);
      response.end();
    },
  };
}
