/** The signed-in account, and the button to sign out. */

import { element, on, setText } from '../dom/dom.ts';
import { initials, tone } from '../dom/names.ts';
import { signOut, type User } from './session.ts';

export interface AccountBar {
    show(user: User | null): void;
}

export function accountBar(bar: HTMLElement, signedOut: () => void): AccountBar {
    const avatar = element('span', { class: 'avatar', 'aria-hidden': 'true' });
    const name = element('span', { class: 'account-name user-name' });
    const problem = element('span', { class: 'account-problem', role: 'alert' });
    const button = element('button', { class: 'quiet-button', type: 'button' }, 'Sign out');
    on(button, 'click', async () => {
        button.disabled = true;
        setText(problem, '');
        try {
            await signOut();
            signedOut();
        } catch {
            setText(problem, 'Signing out did not work. Please try again.');
        } finally {
            button.disabled = false;
        }
    });
    bar.append(avatar, name, button, problem);
    return {
        show(user) {
            bar.hidden = user === null;
            if (!user) return;
            setText(name, user.name);
            setText(avatar, initials(user.name));
            avatar.className = `avatar ${tone(user.name)}`;
        },
    };
}
