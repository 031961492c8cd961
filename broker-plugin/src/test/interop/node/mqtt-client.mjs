// An MQTT 5 application in Node, with MQTT.js: a shared subscription at QoS 1.
//
// The library acknowledges when handleMessage calls back without an error. It reads no further packet until then, so requests to sluice.control, which extend the visibility timeout or return the message after
// a delay, go over a connection of their own.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import mqtt from 'mqtt';
import { fifoProperties, inTime, Inbox, serve } from './line-protocol.mjs';

class Worker {
    #queue;
    #topic;
    #client;
    #asker;
    #replyTopic = `replies-${randomUUID()}`;
    #inbox = new Inbox();
    #replyInbox = new Inbox();
    #messages = new Map();

    static async open(port, queue) {
        const worker = new Worker();
        worker.#queue = queue;
        worker.#topic = queue.replaceAll('.', '/');
        worker.#asker = await connect(port);
        worker.#asker.on('message', (topic, payload, packet) => worker.#replyInbox.put(packet));
        await worker.#asker.subscribeAsync(worker.#replyTopic, { qos: 1 });
        worker.#client = await connect(port);
        worker.#client.handleMessage = (packet, acknowledge) => worker.#inbox.put({ packet, acknowledge });
        await inTime(worker.#client.subscribeAsync(`$share/workers/${worker.#topic}`, { qos: 1 }), 'subscribing');
        return worker;
    }

    async send(body, group, deduplicationId) {
        const userProperties = fifoProperties(group, deduplicationId);
        // the library never calls back for an empty set of user properties
        const properties = Object.keys(userProperties).length > 0 ? { userProperties } : {};
        await inTime(this.#asker.publishAsync(this.#topic, body, { qos: 1, properties }), 'publishing');
    }

    async receive(millis) {
        const message = await this.#inbox.take(millis);
        if (!message) {
            return null;
        }
        const handle = String(this.#messages.size + 1);
        this.#messages.set(handle, message);
        const properties = { ...message.packet.properties?.userProperties };
        const count = properties.JMSXDeliveryCount;
        return { handle, body: message.packet.payload.toString(), count: count ? Number(count) : null, properties };
    }

    acknowledge(handle) {
        this.#messages.get(handle).acknowledge();
    }

    /** Sends no acknowledgement, reads on, and leaves the message to the visibility timeout. */
    fail(handle) {
        this.#messages.get(handle).acknowledge(new Error('the work failed'));
    }

    extend(handle, seconds) {
        return this.#changeVisibility(handle, { visibilityTimeout: String(seconds) });
    }

    retryLater(handle, millis) {
        return this.#changeVisibility(handle, { visibilityTimeout: '0', retryDelay: String(millis) });
    }

    async #changeVisibility(handle, fields) {
        const { packet } = this.#messages.get(handle);
        await this.#asker.publishAsync('sluice/control', '', {
            qos: 1,
            properties: {
                responseTopic: this.#replyTopic,
                correlationData: Buffer.from(handle),
                userProperties: {
                    action: 'ChangeMessageVisibility',
                    queue: this.#queue,
                    receiptHandle: packet.properties.userProperties.sluice_receipt_handle,
                    ...fields,
                },
            },
        });
        const reply = await this.#replyInbox.take();
        return reply?.properties.userProperties.status;
    }

    async close() {
        await Promise.all([this.#client, this.#asker].map((client) => client.endAsync()));
    }
}

async function connect(port) {
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
        protocolVersion: 5,
        username: 'sluice',
        password: 'sluice',
        clientId: `mqttjs-${randomUUID()}`,
        reconnectPeriod: 0,
        // answers to pings wait behind a message that is not acknowledged, and would be missed
        keepalive: 0,
    });
    const [connack] = await inTime(once(client, 'connect'), 'connecting');
    client.on('error', (problem) => console.error(problem));
    keepAlive(client, connack.properties?.serverKeepAlive);
    return client;
}

/** With keepalive 0 the library sends no pings, although the broker has answered that it closes a connection that is silent. */
function keepAlive(client, seconds) {
    if (seconds) {
        const pings = setInterval(() => client.sendPing(), (seconds * 1000) / 2);
        client.on('close', () => clearInterval(pings));
    }
}

serve('mqtt', Worker.open);
