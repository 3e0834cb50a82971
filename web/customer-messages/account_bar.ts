/** The signed-in account, and the button to sign out. */

import { element, on, setText } from '../dom/dom.ts';
import { initials, tone } from '../dom/names.ts';
import { ask } from './question.ts';
import { signOut, type User } from './session.ts';
import { watchUnsent } from './unsent.ts';

export interface AccountBar {
    show(user: User | null): void;
}

export function accountBar(bar: HTMLElement, signedOut: () => void): AccountBar {
    const avatar = element('span', { class: 'avatar', 'aria-hidden': 'true' });
    const name = element('span', { class: 'account-name user-name' });
    const problem = element('span', { class: 'account-problem', role: 'alert' });
    const button = element('button', { class: 'quiet-button', type: 'button' }, 'Sign out');
    const unsent = watchUnsent();
    on(button, 'click', async () => {
        if (!(await mayLose(unsent.count))) return;
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
            unsent.follow(user.id);
            setText(name, user.name);
            setText(avatar, initials(user.name));
            avatar.className = `avatar ${tone(user.name)}`;
        },
    };
}

/** Whether the user gives up messages that only this browser has. */
async function mayLose(count: number): Promise<boolean> {
    if (count === 0) return true;
    const [what, them] = count === 1 ? ['1 message has', 'it'] : [`${count} messages have`, 'them'];
    return ask({
        text: `${what} not been sent yet. Sign out and lose ${them}?`,
        yes: 'Sign out',
        no: 'Stay',
    });
}
