// Paths that do not depend on the working directory.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const buildFolder = path.join(projectFolder, 'build');
export const distFolder = path.join(projectFolder, 'dist');
