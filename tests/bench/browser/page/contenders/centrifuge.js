import { Centrifuge } from 'centrifuge';

/** @returns {import('./contender').Contender} */
export function create() {
    const client = new Centrifuge(`${location.origin.replace('http', 'ws')}/bench/centrifuge`);
    return {
        connect: () =>
            new Promise((resolve) => {
                client.once('connected', () => resolve());
                client.connect();
            }),
        async follow(conversationId, told) {
            const subscription = client.newSubscription(conversationId);
            subscription.on('publication', ({ data }) => told(data.message));
            const subscribed = new Promise((resolve) => subscription.once('subscribed', resolve));
            subscription.subscribe();
            await subscribed;
            return () => client.removeSubscription(subscription);
        },
        send: (conversationId, text) => client.publish(conversationId, { text }),
        close: () => client.disconnect(),
    };
}
