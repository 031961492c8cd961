// Lets a test drive an application: one JSON object per line in, one per line out.
//
// A request has a number ("id") and names what to do ("do"), the worker that does it, and arguments. The answer has the
// same number and a result, or "error".
// The first line that is written says which version of the library this is.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Answers requests until standard input ends. openWorker(port, queue) returns a worker. */
export async function serve(library, openWorker) {
    const workers = new Map();
    answer({ version: versionOf(library) });
    for await (const line of createInterface({ input: process.stdin })) {
        const request = JSON.parse(line);
        try {
            answer({ id: request.id, ...(await carryOut(request, workers, openWorker)) });
        } catch (problem) {
            answer({ id: request.id, error: String(problem?.message ?? problem) });
        }
    }
    process.exit(0);
}

async function carryOut(request, workers, openWorker) {
    if (request.do === 'open') {
        workers.set(request.worker, await openWorker(request.port, request.queue));
        return undefined;
    }
    const worker = workers.get(request.worker);
    switch (request.do) {
        case 'send':
            return worker.send(request.body, request.group, request.deduplicationId);
        case 'receive':
            return { message: await worker.receive(request.millis) };
        case 'acknowledge':
            return worker.acknowledge(request.handle);
        case 'fail':
            return worker.fail(request.handle);
        case 'retryLater':
            return { status: await worker.retryLater(request.handle, request.millis) };
        case 'extend':
            return { status: await worker.extend(request.handle, request.seconds) };
        case 'close':
            workers.delete(request.worker);
            return worker.close();
        default:
            throw new Error(`unknown request ${request.do}`);
    }
}

/** The properties that name a message's group and the id by which the broker knows it again, if it has them. */
export function fifoProperties(group, deduplicationId) {
    return {
        ...(group && { JMSXGroupID: group }),
        ...(deduplicationId && { JMS_SQS_DeduplicationId: deduplicationId }),
    };
}

function answer(value) {
    process.stdout.write(`${JSON.stringify(value)}\n`);
}

function versionOf(library) {
    return JSON.parse(readFileSync(new URL(`node_modules/${library}/package.json`, import.meta.url), 'utf8')).version;
}

/** A promise that fails when it takes too long. */
export function inTime(promise, what, millis = 15_000) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${what} took too long`)), millis);
        promise.then(resolve, reject).finally(() => clearTimeout(timer));
    });
}

/** What has arrived and nobody has asked for yet. */
export class Inbox {
    #items = [];
    #waiting = [];

    put(item) {
        const next = this.#waiting.shift();
        if (next) {
            next(item);
        } else {
            this.#items.push(item);
        }
    }

    /** The next item, or undefined if none comes in time. */
    take(millis = 15_000) {
        if (this.#items.length > 0) {
            return Promise.resolve(this.#items.shift());
        }
        return new Promise((resolve) => {
            const taker = (item) => {
                clearTimeout(timer);
                resolve(item);
            };
            const timer = setTimeout(() => {
                this.#waiting.splice(this.#waiting.indexOf(taker), 1);
                resolve(undefined);
            }, millis);
            this.#waiting.push(taker);
        });
    }
}
