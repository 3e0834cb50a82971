/** Entry point of the part loaded on first use: the engine and the core's glue. */
export { build } from './build_info.ts';
export { createEngine } from './engine.ts';
export { adoptStyles } from './styles.ts';
