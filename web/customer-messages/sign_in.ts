/** The form to sign in with, on a server without demo accounts. */

import { element, on, setText } from '../dom/dom.ts';
import { signIn, type User } from './session.ts';

/** `signedIn` has to leave the page: the form stays locked, so that nobody submits it twice. */
export function signInForm(signedIn: (user: User) => void): HTMLFormElement {
    const email = element('input', {
        class: 'sign-in-input',
        name: 'email',
        type: 'email',
        autocomplete: 'username',
        required: true,
    });
    const password = element('input', {
        class: 'sign-in-input',
        name: 'password',
        type: 'password',
        autocomplete: 'current-password',
        required: true,
    });
    const remember = element('input', { name: 'remember', type: 'checkbox' });
    const problem = element('p', { class: 'account-problem', role: 'alert' });
    const button = element('button', { class: 'button', type: 'submit' }, 'Sign in');
    const form = element(
        'form',
        { class: 'sign-in' },
        element('label', { class: 'sign-in-field' }, 'E-mail address', email),
        element('label', { class: 'sign-in-field' }, 'Password', password),
        element('label', { class: 'sign-in-choice' }, remember, 'Stay signed in'),
        problem,
        button,
    );
    on(form, 'submit', async (event) => {
        event.preventDefault();
        if (button.disabled) return;
        button.disabled = true;
        setText(problem, '');
        try {
            signedIn(
                await signIn({
                    email: email.value,
                    password: password.value,
                    remember: remember.checked,
                }),
            );
        } catch (error) {
            setText(problem, signInProblem(error));
            button.disabled = false;
            // Whoever types again means to replace it.
            password.select();
            password.focus();
        }
    });
    return form;
}

export function signInProblem(error: unknown): string {
    const reason = error instanceof Error ? error.message : '';
    return `Signing in did not work. ${reason}`.trim();
}
