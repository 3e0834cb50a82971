// @ts-nocheck: a page of its own, served as it stands.
// A page of custom elements, as an author would write one. `?user=` selects the user: `later` is
// Alice, but the page learns this only from `testAnswer`; with `unsaid` only the server knows.
// `?language=` selects the language and, with it, the text direction.

import * as elements from '/elements.js';
import messagingSystem, * as messaging from '/messaging.js';

const parameters = new URL(location.href).searchParams;
const id = parameters.get('user') ?? 'usr_alice';
const role = id === 'usr_alice' ? 'customer' : 'supplier';
const language = parameters.get('language');

const later = new Promise((resolve) => {
    window.testAnswer = () => resolve({ id: 'usr_alice', role: 'customer' });
});
if (id !== 'unsaid') {
    messagingSystem.configure({ user: id === 'later' ? () => later : { id, role } });
}
if (language) {
    const { default: strings } = await import(`/strings/${language}.js`);
    elements.setStrings(strings);
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
}
const thread = document.querySelector('messaging-thread');
const selections = [];
addEventListener('messaging:select', ({ detail }) => {
    selections.push(detail.conversationId);
    thread.conversationId = detail.conversationId;
});
Object.assign(window, { system: messagingSystem, messaging, elements, testSelections: selections });
