// An AMQP 1.0 application in Node, with rhea.
//
// accept acknowledges, modified(delivery_failed) fails a message; a request to sluice.control extends the visibility
// timeout, or returns the message after a delay.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import rhea from 'rhea';
import { inTime, Inbox, serve } from './line-protocol.mjs';

class Worker {
    #queue;
    #connection;
    #sender;
    #control;
    #replies;
    #inbox = new Inbox();
    #replyInbox = new Inbox();
    #deliveries = new Map();

    static async open(port, queue) {
        const worker = new Worker();
        worker.#queue = queue;
        const container = rhea.create_container();
        const connection = container.connect({
            host: '127.0.0.1',
            port,
            username: 'sluice',
            password: 'sluice',
            reconnect: false,
        });
        worker.#connection = connection;
        connection.on('disconnected', () => {});
        connection.on('error', () => {});
        worker.#sender = connection.open_sender(queue);
        worker.#control = connection.open_sender('sluice.control');
        worker.#replies = connection.open_receiver({ source: { dynamic: true } });
        worker.#replies.on('message', ({ message }) => worker.#replyInbox.put(message));
        const receiver = connection.open_receiver({ source: queue, credit_window: 10, autoaccept: false });
        receiver.on('message', ({ message, delivery }) => worker.#inbox.put({ message, delivery }));
        const opened = [worker.#sender, worker.#control].map((sender) => once(sender, 'sendable'));
        opened.push(once(worker.#replies, 'receiver_open'), once(receiver, 'receiver_open'));
        await inTime(Promise.all(opened), 'opening the links');
        return worker;
    }

    async send(body, group, deduplicationId) {
        const accepted = once(this.#sender, 'accepted');
        this.#sender.send({
            message_id: randomUUID(),
            durable: true,
            body,
            ...(group && { group_id: group }),
            ...(deduplicationId && { application_properties: { JMS_SQS_DeduplicationId: deduplicationId } }),
        });
        await inTime(accepted, 'sending');
    }

    async receive(millis) {
        const received = await this.#inbox.take(millis);
        if (!received) {
            return null;
        }
        const handle = String(this.#deliveries.size + 1);
        this.#deliveries.set(handle, received);
        const { message } = received;
        return {
            handle,
            body: message.body,
            count: (message.delivery_count ?? 0) + 1,
            properties: { ...message.message_annotations, ...message.application_properties },
        };
    }

    acknowledge(handle) {
        this.#deliveries.get(handle).delivery.accept();
    }

    fail(handle) {
        this.#deliveries.get(handle).delivery.modified({ delivery_failed: true });
    }

    extend(handle, seconds) {
        return this.#changeVisibility(handle, { visibilityTimeout: seconds });
    }

    retryLater(handle, millis) {
        return this.#changeVisibility(handle, { visibilityTimeout: 0, retryDelay: millis });
    }

    async #changeVisibility(handle, fields) {
        const { message } = this.#deliveries.get(handle);
        this.#control.send({
            reply_to: this.#replies.source.address,
            correlation_id: randomUUID(),
            application_properties: {
                action: 'ChangeMessageVisibility',
                queue: this.#queue,
                messageId: message.message_id,
                ...fields,
            },
        });
        const reply = await this.#replyInbox.take();
        return reply?.application_properties.status;
    }

    close() {
        this.#connection.close();
    }
}

serve('rhea', Worker.open);
