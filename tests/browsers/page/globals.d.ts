// What `before.js` puts on the window.
declare global {
    interface Window {
        faults: string[];
    }
}

export {};
