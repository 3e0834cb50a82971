/** `<messaging-thread>`: the messages of a conversation, who is typing, and the composer. */
import { element, on, setAttribute, setText } from '../dom/dom.ts';
import { failures } from '../dom/failures.ts';
import type { ErrorDetail } from '../events.ts';
import type { Identity } from '../identity.ts';
import type { MessageObject } from '../types.ts';
import { composer } from './composer.ts';
import { MessagingElement, type Place } from './element.ts';
import { followIdentity } from './identity.ts';
import { messageLog } from './message_log.ts';
import type { MessagingTypingElement } from './typing.ts';

/** Shorter outages are not shown. */
const patienceMs = 3000;

export class MessagingThreadElement extends MessagingElement {
    protected begin(place: Place): () => void {
        const { system, words, content, conversationId: id, host } = place;
        let messages: readonly MessageObject[] = [];
        let loaded = false;
        let identity: Identity = { userId: '', role: '' };
        const reading = readMarker(place, () => (log.atEnd ? messages : []));

        const isOwn = ({ senderId, state }: MessageObject) =>
            senderId === identity.userId || state === 'pending' || state === 'failed';
        const texts = { failed: words.text('failed'), uncertain: words.text('uncertain') };
        const failed = failures(texts, () => loaded && log.update(messages));
        const act = (action: (clientMessageId: string) => Promise<unknown>) => {
            return ({ clientMessageId }: MessageObject) => {
                if (clientMessageId) failed.watch(clientMessageId, action(clientMessageId));
                // The pressed button is removed, so move the focus.
                writing.input.focus();
            };
        };
        const log = messageLog({
            words,
            isOwn,
            reasonOf: failed.reasonOf,
            retry: act((clientMessageId) => system.retry(clientMessageId)),
            discard: act((clientMessageId) => system.discard(clientMessageId)),
            reachedEnd: reading.mark,
            loadOlder: () => system.loadOlder(id),
        });
        const writing = composer({
            system,
            words,
            conversationId: id,
            send: (message) => {
                const { userId: senderId, role: senderType } = identity;
                const sender = senderId ? { senderId, ...(senderType && { senderType }) } : {};
                return failed.send((clientMessageId) =>
                    system.sendMessage(id, { ...sender, message, clientMessageId }),
                );
            },
            // A refused message stays in the list, where it can be retried or discarded.
            isKept: (text) => messages.some((one) => one.state === 'failed' && one.text === text),
        });
        const note = connectionNote(place);
        const allowWriting = (isAllowed: boolean) => {
            if (!isAllowed && writing.form.matches(':focus-within')) log.focus();
            writing.form.hidden = !isAllowed;
        };
        /**
         * Messages would wait, and be sent as whoever signs in next. A user who receives messages
         * is known to the server by a cookie, even if the socket is refused.
         */
        const isNobody = () =>
            identity.userId === '' && system.state === 'unauthenticated' && messages.length === 0;
        let wasNobody = false;
        const showWho = () => {
            if (isNobody() === wasNobody) return;
            wasNobody = isNobody();
            allowWriting(!wasNobody);
            note.node.hidden = wasNobody;
            if (wasNobody) log.fail(words.text('signedOut'), () => system.refresh());
            else if (loaded) log.update(messages);
            else log.wait();
        };
        const stops = [
            on(window, 'messaging:state', showWho),
            followIdentity(system, (user) => {
                if (identity.userId !== '' && identity.userId !== user.userId) writing.empty();
                identity = user;
                if (user.userId !== '') {
                    // The engine may learn this later.
                    system._link.userId = user.userId;
                    writing.restore();
                }
                reading.become(user.userId);
                showWho();
                if (loaded && !wasNobody) log.update(messages);
            }),
            failed.close,
            onFailure(id, (isForeign) => {
                if (loaded || isNobody()) return;
                allowWriting(!isForeign);
                log.fail(words.text('cannotLoad'), isForeign ? null : () => system.refresh());
            }),
        ];
        const typing = typingLine(host, place);
        content.append(note.node, log.node, typing, writing.form);
        const unfollow = system.listenToMessages(id, (received) => {
            // Another user's messages were cleared; this user's come with the connection.
            const isEmptied = received.length === 0 && messages.some((one) => one.id !== '');
            const isCleared = isEmptied && system.state !== 'online';
            messages = received;
            loaded = !isCleared && !isNobody();
            showWho();
            if (isNobody()) return;
            if (isCleared) {
                log.wait();
                return;
            }
            allowWriting(true);
            log.update(received);
            reading.mark();
        });
        return () => {
            unfollow();
            for (const stop of stops) stop();
            note.close();
            reading.close();
            writing.close();
            log.close();
        };
    }
}

/** A foreign conversation is missing or not the user's: retrying or writing is of no use. */
function onFailure(id: string, tell: (isForeign: boolean) => void): () => void {
    return on<CustomEvent<ErrorDetail>>(window, 'messaging:error', ({ detail }) => {
        const { operation, conversationId, status } = detail;
        if (operation === 'core') tell(false);
        if (operation !== 'messages' || conversationId !== id) return;
        tell(status === 403 || status === 404);
    });
}

/** The same element that pages can use by itself. */
function typingLine(host: HTMLElement, { system, conversationId }: Place): HTMLElement {
    const line = element('messaging-typing' as 'div', {
        class: 'typing-line',
        exportparts: 'typing, dots: typing-dots, text: typing-text',
    }) as unknown as MessagingTypingElement;
    line.system = system;
    line.strings = (host as MessagingThreadElement).strings;
    line.conversationId = conversationId;
    return line;
}

/** Marks messages as read once they are visible on the screen. */
function readMarker({ system, conversationId, host }: Place, seen: () => readonly MessageObject[]) {
    let userId = '';
    let markedId = '';
    let onScreen = false;
    const mark = () => {
        if (!onScreen || document.visibilityState !== 'visible') return;
        const newest = [...seen()].reverse().find(({ senderId }) => senderId !== userId);
        if (!userId || !newest || newest.id === markedId) return;
        // The observer tells only with the next frame that the element was hidden.
        if (host.getClientRects().length === 0) return;
        markedId = newest.id;
        void system.markMessagesAsRead(conversationId, userId);
    };
    const observer = new IntersectionObserver(([entry]) => {
        onScreen = entry?.isIntersecting ?? false;
        mark();
    });
    observer.observe(host);
    const stops = [
        on(document, 'visibilitychange', mark),
        on<CustomEvent<ErrorDetail>>(window, 'messaging:error', ({ detail }) => {
            // The next call of `mark` tries again.
            if (detail.conversationId === conversationId && detail.operation === 'read') {
                markedId = '';
            }
        }),
    ];
    return {
        mark,
        become(user: string) {
            userId = user;
            mark();
        },
        close() {
            observer.disconnect();
            for (const stop of stops) stop();
        },
    };
}

/** A line shown while messages wait: there is no connection, or the session has ended. */
function connectionNote({ system, words }: Place) {
    const node = element('div', { class: 'note', part: 'note', role: 'status' });
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isDue = false;
    const update = () => {
        const hasEnded = system.state === 'unauthenticated';
        const isWell = system.isConnected && !hasEnded;
        if (isWell) {
            clearTimeout(timer);
            timer = undefined;
            isDue = false;
        } else {
            timer ??= setTimeout(() => {
                isDue = true;
                update();
            }, patienceMs);
        }
        setText(node, isDue ? words.text(hasEnded ? 'sessionEnded' : 'noConnection') : '');
        setAttribute(node, 'data-shown', isDue);
    };
    const stops = [
        on(window, 'messaging:connection', update),
        on(window, 'messaging:state', update),
    ];
    update();
    return {
        node,
        close() {
            clearTimeout(timer);
            for (const stop of stops) stop();
        },
    };
}
