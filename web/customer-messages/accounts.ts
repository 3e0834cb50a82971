/** The start page: choose a demo account, sign in, go to its page. */

import { element, replaceContent, setText } from '../dom/dom.ts';
import { displayName, initials, tone } from '../dom/names.ts';
import { fieldOf, get, textOf } from './api.ts';
import { notice, skeleton } from './notices.ts';
import { currentUser, signIn } from './session.ts';

interface Account {
    id: string;
    name: string;
    role: string;
}

const pages: Record<string, string> = { supplier: '/dashboard-supplier.html' };
const pageOf = (role: string) => pages[role] ?? '/dashboard-customer.html';

async function showAccounts(container: HTMLElement): Promise<void> {
    replaceContent(container, skeleton('threads'));
    try {
        const [answer, user] = await Promise.all([get('/api/auth/accounts'), currentUser()]);
        const accounts = accountsIn(answer);
        const list = element('ul', { class: 'account-list' });
        list.append(...accounts.map((account) => accountItem(account, account.id === user?.id)));
        replaceContent(
            container,
            accounts.length > 0
                ? list
                : notice({ icon: 'lock', title: 'This server has no demo accounts' }),
        );
    } catch {
        replaceContent(
            container,
            notice({
                icon: 'alert',
                title: 'The accounts could not be loaded',
                action: { label: 'Try again', run: () => void showAccounts(container) },
                alert: true,
            }),
        );
    }
}

function accountsIn(answer: unknown): Account[] {
    const list = Array.isArray(answer) ? answer : fieldOf(answer, 'accounts');
    if (!Array.isArray(list)) return [];
    return list
        .map((entry) => ({
            id: textOf(entry, 'id'),
            name: displayName(fieldOf(entry, 'name'), 'Demo account'),
            role: textOf(entry, 'role'),
        }))
        .filter((account) => account.id !== '');
}

function accountItem(account: Account, signedIn: boolean): HTMLElement {
    const problem = element('span', { class: 'account-problem', role: 'alert' });
    const role = account.role.charAt(0).toUpperCase() + account.role.slice(1);
    const button = element(
        'button',
        { class: 'account-choice', type: 'button', 'data-user-id': account.id },
        element(
            'span',
            { class: `avatar ${tone(account.name)}`, 'aria-hidden': 'true' },
            initials(account.name),
        ),
        element('span', { class: 'account-name user-name' }, account.name),
        element('span', { class: 'account-role' }, signedIn ? `${role}, signed in` : role),
    );
    button.addEventListener('click', async () => {
        button.disabled = true;
        setText(problem, '');
        try {
            // Another tab may have signed in or out meanwhile.
            if ((await currentUser())?.id !== account.id) await signIn(account.id);
            location.assign(pageOf(account.role));
        } catch (error) {
            const reason = error instanceof Error ? error.message : '';
            setText(problem, `Signing in did not work. ${reason}`.trim());
        } finally {
            button.disabled = false;
        }
    });
    return element('li', {}, button, problem);
}

const container = document.querySelector<HTMLElement>('#accounts');
if (container) void showAccounts(container);
