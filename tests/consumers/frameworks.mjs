// Frameworks that render the page on the server first, where the module is imported as well.

const buildInPage = /0\.1\.0\+[0-9a-f]{12}/;

const next = {
    packages: ['next', 'react', 'react-dom'],
    files: {
        'package.json': '{ "private": true }',
        'app/layout.js': `import 'messaging-wasm/messaging.css';
            export default function Layout({ children }) {
                const icon = <link rel="icon" href="data:," />;
                return <html><head>{icon}</head><body>{children}</body></html>;
            }`,
        'app/page.js': `import { build } from 'messaging-wasm';
            import { Client } from './client';
            export default function Page() { return <main><p>{build}</p><Client /></main>; }`,
        'app/client.js': `'use client';
            import { useEffect } from 'react';
            import * as messaging from 'messaging-wasm';
            export function Client() {
                useEffect(() => { window.messaging = { ...messaging }; }, []);
                return <p>{messaging.messagingSystem.state}</p>;
            }`,
    },
    settings: 'none',
    sheet: /** @type {const} */ ('imported'),
    served: buildInPage,
};

const kit = {
    packages: ['@sveltejs/kit@2', 'svelte', 'vite', '@sveltejs/vite-plugin-svelte'],
    files: {
        'package.json': '{ "private": true, "type": "module" }',
        'svelte.config.js': 'export default {};',
        'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite';
            export default { plugins: [sveltekit()] };`,
        'src/app.html': `<!doctype html><html><head><link rel="icon" href="data:," />
            %sveltekit.head%</head><body>%sveltekit.body%</body></html>`,
        'src/routes/+page.svelte': `<script>
                import 'messaging-wasm/messaging.css';
                import { onMount } from 'svelte';
                import * as messaging from 'messaging-wasm';
                onMount(() => { window.messaging = messaging; });
            </script>
            <p>{messaging.build}</p>`,
    },
    settings: 'none',
    sheet: /** @type {const} */ ('imported'),
    served: buildInPage,
};

/** @type {readonly import('./consumers.mjs').Consumer[]} */
export const frameworks = [
    {
        name: 'Next, build',
        ...next,
        build: ['next', 'build'],
        serve: ['next', 'start', '--hostname', '127.0.0.1'],
    },
    {
        name: 'Next, build by webpack',
        ...next,
        build: ['next', 'build', '--webpack'],
        serve: ['next', 'start', '--hostname', '127.0.0.1'],
    },
    { name: 'Next, development', ...next, serve: ['next', 'dev', '--hostname', '127.0.0.1'] },
    {
        name: 'SvelteKit, build',
        ...kit,
        build: ['vite', 'build'],
        serve: ['vite', 'preview', '--host', '127.0.0.1'],
    },
    {
        name: 'SvelteKit, development',
        ...kit,
        serve: ['vite', 'dev', '--strictPort', '--host', '127.0.0.1'],
    },
];
