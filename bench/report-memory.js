// Loaded into a process by --import: writes its peak memory (bytes) to the file that BENCH_MEMORY names when it ends.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.BENCH_MEMORY, String(process.resourceUsage().maxRSS * 1024));
});
