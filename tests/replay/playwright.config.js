// Plays traces exported by pages natively. Separate from the other end-to-end tests, since it needs
// a program that is built for this machine.
import { defineConfig } from '@playwright/test';
import config from '../e2e/playwright.config.js';

export default defineConfig({ ...config, testDir: '.', outputDir: '../../test-results/replay' });
