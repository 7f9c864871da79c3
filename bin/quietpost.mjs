#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=2 --heap-growing-percent=20
// A small young generation, and an old one that is looked through before it has doubled: the gateway makes little garbage that
// lives, and stays 20 MB smaller (bench/gateway.mjs), also under a flood or a backlog (bench/flood.mjs, bench/backlog.mjs).
// One arena of glibc's malloc for all threads, where each would keep its own: 6 MB less.
// Everything else is loaded after the version of Node is known, because an old one could not even read it.
import { refuseOldNode } from './node-version.mjs';

refuseOldNode();
void import('./prepare.mjs').then(({ prepare }) => {
  prepare();
  return import('../dist/src/cli/main.js');
});
