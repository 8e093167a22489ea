#!/usr/bin/env node
// A file of its own: where npm makes scripts in the place of links, this name is how nlbctl knows what it was called by.
import './nlbctl.js';
