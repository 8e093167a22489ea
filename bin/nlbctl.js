#!/usr/bin/env node
import module from 'node:module';

// Node 22 keeps compiled code between runs; Node 20 cannot.
module.enableCompileCache?.();
await import('../dist/main.js');
