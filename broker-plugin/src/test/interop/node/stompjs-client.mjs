// A STOMP 1.2 application in Node, with stompjs over a WebSocket, as in a browser.
//
// ack acknowledges, nack fails a message; nack with the header retryDelay returns it after a delay; a request to
// sluice.control with the message's ack header as receiptHandle extends the visibility timeout.
import { randomUUID } from 'node:crypto';
import { Client } from '@stomp/stompjs';
import { WebSocket } from 'ws';
import { fifoProperties, inTime, Inbox, serve } from './line-protocol.mjs';

Object.assign(globalThis, { WebSocket });

class Worker {
    #queue;
    #client;
    #replyAddress = `replies-${randomUUID()}`;
    #inbox = new Inbox();
    #replyInbox = new Inbox();
    #errors = [];
    #frames = new Map();

    static async open(port, queue) {
        const worker = new Worker();
        worker.#queue = queue;
        const client = new Client({
            brokerURL: `ws://127.0.0.1:${port}`,
            connectHeaders: { login: 'sluice', passcode: 'sluice' },
            reconnectDelay: 0,
            onStompError: (frame) => worker.#errors.push(`${frame.headers.message} ${frame.body}`),
        });
        worker.#client = client;
        const connected = new Promise((resolve) => {
            client.onConnect = resolve;
        });
        client.activate();
        await inTime(connected, 'connecting');
        client.subscribe(worker.#replyAddress, (frame) => worker.#replyInbox.put(frame));
        await worker.#withReceipt((receipt) =>
            client.subscribe(queue, (frame) => worker.#inbox.put(frame), { ack: 'client-individual', receipt }),
        );
        return worker;
    }

    /** Does something and waits until the broker says that it has been done. */
    async #withReceipt(action) {
        const receipt = randomUUID();
        const done = new Promise((resolve) => this.#client.watchForReceipt(receipt, resolve));
        action(receipt);
        try {
            await inTime(done, 'the receipt');
        } catch (problem) {
            throw new Error(`${problem.message}; errors: ${this.#errors}`);
        }
    }

    send(body, group, deduplicationId) {
        const headers = { persistent: 'true', ...fifoProperties(group, deduplicationId) };
        return this.#withReceipt((receipt) =>
            this.#client.publish({ destination: this.#queue, body, headers: { ...headers, receipt } }),
        );
    }

    async receive(millis) {
        const frame = await this.#inbox.take(millis);
        if (!frame) {
            return null;
        }
        const handle = String(this.#frames.size + 1);
        this.#frames.set(handle, frame);
        const count = frame.headers.JMSXDeliveryCount;
        return { handle, body: frame.body, count: count ? Number(count) : null, properties: frame.headers };
    }

    acknowledge(handle) {
        return this.#withReceipt((receipt) => this.#frames.get(handle).ack({ receipt }));
    }

    fail(handle) {
        return this.#withReceipt((receipt) => this.#frames.get(handle).nack({ receipt }));
    }

    async retryLater(handle, millis) {
        await this.#withReceipt((receipt) => this.#frames.get(handle).nack({ receipt, retryDelay: String(millis) }));
        return '200';
    }

    async extend(handle, seconds) {
        this.#client.publish({
            destination: 'sluice.control',
            headers: {
                action: 'ChangeMessageVisibility',
                queue: this.#queue,
                receiptHandle: this.#frames.get(handle).headers.ack,
                visibilityTimeout: String(seconds),
                'reply-to': this.#replyAddress,
                'correlation-id': randomUUID(),
            },
        });
        const reply = await this.#replyInbox.take();
        return reply?.headers.status;
    }

    close() {
        return this.#client.deactivate();
    }
}

serve('@stomp/stompjs', Worker.open);
