// The end-to-end tests drive Debian's Chromium. Each test file starts and stops its own server,
// because several of them are about just that.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

const browsers = ['chromium', 'chromium-browser', 'google-chrome'];

function browserPath() {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
        for (const name of browsers) {
            const file = path.join(folder, name);
            try {
                accessSync(file, constants.X_OK);
                return file;
            } catch {
                // Not in this folder.
            }
        }
    }
    throw new Error(`None of ${browsers.join(', ')} is on the PATH`);
}

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
        launchOptions: {
            executablePath: browserPath(),
            args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
            // Pages must survive the back/forward cache, which Playwright turns off.
            ignoreDefaultArgs: ['--disable-back-forward-cache'],
        },
    },
});
