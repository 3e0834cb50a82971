/** A question with two answers, in front of everything else. */

import { element, on } from '../dom/dom.ts';

export interface Question {
    text: string;
    yes: string;
    /** Also the answer of Escape, and the one that Enter gives. */
    no: string;
}

/** Resolves with whether the answer is yes. */
export async function ask({ text, yes, no }: Question): Promise<boolean> {
    // Safari before 15.4, Firefox before 98.
    if (!('HTMLDialogElement' in window)) return confirm(text);
    const answer = (label: string, value: string) =>
        element('button', { class: 'quiet-button', value }, label);
    const dialog = element(
        'dialog',
        { class: 'question', 'aria-labelledby': 'questionText' },
        element('p', { id: 'questionText' }, text),
        element('form', { method: 'dialog' }, answer(no, 'no'), answer(yes, 'yes')),
    );
    // Keys are for the question alone: an open conversation would close on Escape, too.
    on(dialog, 'keydown', (event) => event.stopPropagation());
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
        on(dialog, 'close', () => {
            dialog.remove();
            resolve(dialog.returnValue === 'yes');
        });
    });
}
