// Debian's Chromium, for the tests and the benchmarks.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

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

export const launchOptions = {
    executablePath: browserPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    // Pages must survive the back/forward cache, which Playwright turns off.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
};
