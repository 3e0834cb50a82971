// Called first by the npm scripts. Each part checks before it acts: if nothing is missing, all of
// this takes a few milliseconds.
import { setUpDebianPackages } from './debian-packages.mjs';
import { setUpEmscripten } from './emscripten.mjs';
import { setUpNpmPackages } from './npm-packages.mjs';

/** @typedef {import('./debian-packages.mjs').Group} Group */

/**
 * @param {{ packages: readonly Group[], emscripten?: boolean }} needs
 */
export async function setUp({ packages, emscripten = false }) {
    await setUpNpmPackages();
    await setUpDebianPackages(packages);
    if (emscripten) await setUpEmscripten();
}
