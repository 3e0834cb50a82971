// @ts-nocheck: a page of its own, served as it stands.
// A page that does nothing by itself: tests drive the module through its public interface and look
// at what it reported to the page.
import * as messaging from '/messaging.js';

const names = [
    'messaging:connection',
    'messaging:state',
    'messaging:typing',
    'messaging:read',
    'messaging:message',
    'messaging:error',
    'messagingManager:typingUpdate',
    'messagingManager:readReceipt',
    'unreadCountUpdated',
];
const record = { events: [], toasts: [], lists: {}, conversations: [], counts: [], ended: {} };

for (const name of names) {
    window.addEventListener(name, ({ detail }) => record.events.push({ name, detail }));
}
const toast = (kind) => (text, options) => record.toasts.push({ kind, text, ...options });
messaging.default.configure({
    toast: {
        success: toast('success'),
        error: toast('error'),
        warning: toast('warning'),
        info: toast('info'),
    },
});

/** Follows a conversation and records each list of texts. */
function follow(id, as = id) {
    record.lists[as] ??= [];
    record.ended[as] = messaging.default.listenToMessages(id, (messages) => {
        record.lists[as].push(messages.map(({ text }) => text));
    });
}

function followConversations(userId, userType, as = 'conversations') {
    record[as] ??= [];
    record.ended[as] = messaging.default.listenToUserConversations(userId, userType, (list) => {
        record[as].push(list.map(({ id, lastMessage }) => ({ id, lastMessage })));
    });
}

function followUnread(as = 'counts') {
    record[as] ??= [];
    record.ended[as] = messaging.default.listenToUnreadCount('', '', (count) => {
        record[as].push(count);
    });
}

Object.assign(window, {
    messaging,
    system: messaging.default,
    manager: messaging.messagingManager,
    record,
    follow,
    followConversations,
    followUnread,
    unfollow: (as) => record.ended[as](),
});
document.documentElement.dataset.ready = '';
