// A messaging client as a page would write it on socket.io-client: lists by conversation, no
// message twice, a callback with the list, DOM events, sending over REST. It is leaner than the one
// that messaging-wasm replaces, which fetched the whole conversation again for each message.
import { io } from 'socket.io-client';

/**
 * @typedef {{ id: string, text: string, senderId: string }} Message
 * @typedef {{ id: string, lastMessage: string }} Conversation
 * @typedef {{ messages: Message[], ids: Set<string>, told: (messages: Message[]) => void }} Thread
 */

export class PlainClient {
    /** @type {Map<string, Thread>} */
    threads = new Map();
    /** @type {Conversation[]} */
    conversations = [];
    /** @type {(conversations: Conversation[]) => void} */
    toldList = () => {};
    /** @type {import('socket.io-client').Socket | undefined} */
    socket;
    csrfToken = 'none';

    connect() {
        const socket = io({ transports: ['websocket'], forceNew: true });
        this.socket = socket;
        socket.on('connect', () => {
            socket.emit('auth', { userId: 'usr_alice' });
            for (const conversationId of this.threads.keys()) {
                socket.emit('subscribe_conversation', { conversationId });
            }
            this.tellStatus('online');
        });
        socket.on('disconnect', () => this.tellStatus('offline'));
        socket.on('new_message', ({ conversationId, message }) => {
            this.add(conversationId, message);
        });
        socket.on('typing:status', (detail) => {
            window.dispatchEvent(new CustomEvent('messaging:typing', { detail }));
        });
        socket.on('message:read', (detail) => {
            window.dispatchEvent(new CustomEvent('messaging:read', { detail }));
        });
    }

    /** @param {'online' | 'offline'} status */
    tellStatus(status) {
        const detail = { status, timestamp: new Date() };
        window.dispatchEvent(new CustomEvent('messaging:connection', { detail }));
    }

    /** @param {string} conversationId @param {Message} message */
    add(conversationId, message) {
        this.showInList(conversationId, message);
        const thread = this.threads.get(conversationId);
        if (!thread || thread.ids.has(message.id)) return;
        thread.ids.add(message.id);
        thread.messages.push(message);
        const detail = { conversationId, message };
        window.dispatchEvent(new CustomEvent('messaging:message', { detail }));
        thread.told(thread.messages);
    }

    /**
     * Moves the conversation to the top, with its newest message.
     * @param {string} id @param {Message} message
     */
    showInList(id, message) {
        const index = this.conversations.findIndex((one) => one.id === id);
        const [found] = index < 0 ? [] : this.conversations.splice(index, 1);
        if (!found) return;
        this.conversations.unshift({ ...found, lastMessage: message.text });
        this.toldList([...this.conversations]);
    }

    /** @param {string} conversationId @param {(messages: Message[]) => void} told */
    async listenToMessages(conversationId, told) {
        this.threads.set(conversationId, { messages: [], ids: new Set(), told });
        await this.socket?.emitWithAck('subscribe_conversation', { conversationId });
        await this.fetchMessages(conversationId);
        return () => void this.threads.delete(conversationId);
    }

    /** @param {string} conversationId */
    async fetchMessages(conversationId) {
        const response = await fetch(`/api/messages/${encodeURIComponent(conversationId)}`);
        const { messages } = await response.json();
        const thread = this.threads.get(conversationId);
        if (!thread) return;
        thread.messages = messages;
        thread.ids = new Set(messages.map((/** @type {Message} */ { id }) => id));
        thread.told(messages);
    }

    /** @param {(conversations: Conversation[]) => void} told */
    async listenToConversations(told) {
        const response = await fetch('/api/messages/conversations');
        this.conversations = (await response.json()).conversations;
        this.toldList = told;
        told([...this.conversations]);
    }

    /** @param {string} conversationId @param {string} text */
    async sendMessage(conversationId, text) {
        const response = await fetch(`/api/messages/${encodeURIComponent(conversationId)}`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': this.csrfToken },
            body: JSON.stringify({ message: text }),
        });
        if (!response.ok) throw new Error(`Not sent: ${response.status}`);
        return (await response.json()).messageId;
    }

    close() {
        this.socket?.close();
    }
}
