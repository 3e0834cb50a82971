// The React hooks of one conversation, which the test chooses; all values as text.
import {
    useConversations,
    useConversationsError,
    useDraft,
    useMessages,
    useTyping,
    useUnreadCount,
} from 'messaging-wasm/react';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Value({ name, children }) {
    return <output id={name}>{JSON.stringify(children) ?? 'undefined'}</output>;
}

function Page() {
    const [{ user, id }, choose] = useState({ user: null, id: null });
    const conversations = useConversations(user);
    const conversationsError = useConversationsError(user);
    const { messages, error, send, loadOlder } = useMessages(id);
    const { userIds, setTyping } = useTyping(id);
    const { draft, setDraft } = useDraft(id);
    window.page = { choose, send, loadOlder, setTyping, setDraft };
    return (
        <>
            <Value name="conversations">{conversations?.map((one) => one.id)}</Value>
            <Value name="conversations-error">{conversationsError?.status}</Value>
            <Value name="messages">{messages?.length}</Value>
            <Value name="error">{error && [error.code, error.status]}</Value>
            <Value name="typing">{userIds}</Value>
            <input value={draft} onChange={({ target }) => setDraft(target.value)} />
            {user && <Count />}
        </>
    );
}

function Count() {
    return <Value name="unread">{useUnreadCount()}</Value>;
}

createRoot(document.querySelector('main')).render(
    <StrictMode>
        <Page />
    </StrictMode>,
);
