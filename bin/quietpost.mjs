#!/usr/bin/env -S node --max-semi-space-size=2
// A small young generation: the gateway makes little garbage that lives, and stays 20 MB smaller (bench/gateway.mjs).
import { prepare } from './prepare.mjs';

prepare();
await import('../dist/src/cli/main.js');
