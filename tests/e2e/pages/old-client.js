// @ts-nocheck: a page of its own, served as it stands.
// Written against messaging.js v1.1.0 and its documentation; calls only what these offer.
import messagingSystem, { MessagingManager, messagingManager } from '/messaging.js';

const seen = [];
const names = ['messaging:connection', 'messaging:typing', 'messaging:read'];
names.push('messagingManager:typingUpdate', 'messagingManager:readReceipt', 'unreadCountUpdated');
for (const name of names) {
    window.addEventListener(name, (event) => seen.push([name, event.detail]));
}

window.old = { messagingSystem, MessagingManager, messagingManager, seen };
window.oldToasts = [];
const show = (type) => (message, options) => window.oldToasts.push([type, message, options]);
window.EFToast = {
    success: show('success'),
    error: show('error'),
    warning: show('warning'),
    info: show('info'),
};

// The flow of the customer page, taken from the examples in the documentation.
window.startOldPage = async function startOldPage(conversationId) {
    const { user } = await (await fetch('/api/auth/me', { credentials: 'include' })).json();
    const manager = new MessagingManager();
    const shown = { conversations: null, messages: null, unread: null };
    messagingSystem.listenToUserConversations(user.id, user.role, (conversations) => {
        shown.conversations = conversations;
    });
    messagingSystem.listenToUnreadCount(user.id, user.role, (count) => {
        shown.unread = count;
    });
    messagingSystem.listenToMessages(conversationId, (messages) => {
        shown.messages = messages;
    });
    const indicator = messagingManager.createTypingIndicator('#message-container');
    window.addEventListener('messaging:typing', (event) => {
        if (event.detail.conversationId !== conversationId) return;
        if (event.detail.isTyping) messagingManager.showTypingIndicator(indicator, 'Supplier');
        else messagingManager.hideTypingIndicator(indicator);
    });
    let typingTimeout = null;
    document.getElementById('messageInput').addEventListener('input', () => {
        messagingSystem.sendTypingStatus(conversationId, true);
        clearTimeout(typingTimeout);
        typingTimeout = setTimeout(() => {
            messagingSystem.sendTypingStatus(conversationId, false);
        }, 2000);
    });
    await messagingSystem.markMessagesAsRead(conversationId, user.id);
    Object.assign(window.old, { shown, manager, user });
};
window.sendOld = (conversationId, message) => {
    const { user } = window.old;
    return messagingSystem.sendMessage(conversationId, {
        senderId: user.id,
        senderType: user.role,
        senderName: user.name || user.email,
        message,
    });
};
document.documentElement.dataset.ready = '';
