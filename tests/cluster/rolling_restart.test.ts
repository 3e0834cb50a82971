import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../server/support.ts';
import { busyCluster, checkStored, write, writers } from './support.ts';

test('a rolling restart under load loses nothing, and clients are back within 5 s', async (t) => {
    const { cluster, people } = await busyCluster(t);
    const wires = await Promise.all(
        people.map((person) => person.connect({ reconnection: true, reconnectionDelay: 200 })),
    );
    const away: number[] = [];
    for (const { socket } of wires) {
        let since = 0;
        socket.on('disconnect', (reason) => {
            since = Date.now();
            // A server that shuts down ends the connection on purpose; the page's client returns.
            if (reason === 'io server disconnect') socket.connect();
        });
        socket.on('connect', () => away.push(Date.now() - since));
    }
    let restarting = true;
    const writing = people.map((person, index) => write(person, `r${index}`, () => restarting));
    for (const node of cluster.nodes) {
        await node.stop('SIGTERM');
        await node.start();
        await sleep(1000);
    }
    restarting = false;
    const acknowledged = new Map((await Promise.all(writing)).flatMap((one) => [...one]));
    await checkStored(t, cluster.postgres.url, acknowledged);
    const farewells = wires.reduce((sum, wire) => sum + wire.count('server:draining'), 0);
    t.diagnostic(`${farewells} farewells, away for at most ${Math.max(...away)} ms`);
    assert.ok(farewells >= writers);
    assert.equal(
        wires.every(({ socket }) => socket.connected),
        true,
    );
    assert.ok(Math.max(...away) < 5000);
    for (const person of people) person.leave();
});
