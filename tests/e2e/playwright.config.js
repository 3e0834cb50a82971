// The end-to-end tests drive Debian's Chromium. Each test file starts and stops its own server,
// because several of them are about just that.
import { defineConfig } from '@playwright/test';
import { launchOptions } from './support/browser.js';

export default defineConfig({
    testDir: '.',
    testMatch: '**/*.spec.{js,ts}',
    outputDir: '../../test-results',
    forbidOnly: Boolean(process.env.CI),
    workers: 2,
    fullyParallel: true,
    retries: 0,
    timeout: 90_000,
    expect: { timeout: 15_000 },
    reporter: 'list',
    use: {
        browserName: 'chromium',
        trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
        screenshot: 'only-on-failure',
        launchOptions,
    },
});
