// All checks, in the order in which they are made.
import { connectionChecks } from './checks/connection.js';
import { loadingChecks } from './checks/loading.js';
import { messageChecks } from './checks/messages.js';
import { pageChecks } from './checks/pages.js';
import { storageChecks } from './checks/storage.js';
import { tabChecks } from './checks/tabs.js';

/** @type {readonly import('./stage.js').Check[]} */
export const checks = [
    ...loadingChecks,
    ...connectionChecks,
    ...messageChecks,
    ...storageChecks,
    ...tabChecks,
    ...pageChecks,
];
