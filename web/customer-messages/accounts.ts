/** The start page: choose a demo account or sign in with a password, go to the account's page. */

import { element, replaceContent, setText } from '../dom/dom.ts';
import { displayName, initials, tone } from '../dom/names.ts';
import { ApiError, fieldOf, get, textOf } from './api.ts';
import { notice, skeleton } from './notices.ts';
import { currentUser, signIn, type User } from './session.ts';
import { signInForm, signInProblem } from './sign_in.ts';

interface Account {
    id: string;
    name: string;
    role: string;
}

const pages: Record<string, string> = { supplier: '/dashboard-supplier.html' };
const pageOf = (role: string) => pages[role] ?? '/dashboard-customer.html';

async function showChoice(container: HTMLElement): Promise<void> {
    replaceContent(container, skeleton('threads'));
    try {
        const [accounts, user] = await Promise.all([demoAccounts(), currentUser()]);
        if (accounts.length > 0) showAccounts(container, accounts, user);
        // Without demo accounts there is nothing to choose for who stayed signed in.
        else if (user) leaveFor(user);
        else replaceContent(container, signInForm(leaveFor));
    } catch {
        replaceContent(
            container,
            notice({
                icon: 'alert',
                title: 'The accounts could not be loaded',
                action: { label: 'Try again', run: () => void showChoice(container) },
                alert: true,
            }),
        );
    }
}

/** Back must lead neither to a form that still holds the password nor to a page that forwards. */
function leaveFor({ role }: User): void {
    location.replace(pageOf(role));
}

function showAccounts(container: HTMLElement, accounts: Account[], user: User | null): void {
    for (const node of document.querySelectorAll<HTMLElement>('.demo-only')) node.hidden = false;
    const list = element('ul', { class: 'account-list' });
    list.append(...accounts.map((account) => accountItem(account, account.id === user?.id)));
    replaceContent(container, list);
}

/** Empty on a server without any. */
async function demoAccounts(): Promise<Account[]> {
    try {
        return accountsIn(await get('/api/auth/accounts'));
    } catch (error) {
        if (error instanceof ApiError && error.status === 404) return [];
        throw error;
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
            if ((await currentUser())?.id !== account.id) await signIn({ userId: account.id });
            location.assign(pageOf(account.role));
        } catch (error) {
            setText(problem, signInProblem(error));
        } finally {
            button.disabled = false;
        }
    });
    return element('li', {}, button, problem);
}

const container = document.querySelector<HTMLElement>('#accounts');
if (container) void showChoice(container);
