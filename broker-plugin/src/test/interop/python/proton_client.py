"""An AMQP 1.0 application in Python, with Qpid Proton.

accepted acknowledges, modified(delivery-failed) fails a message; a request to sluice.control extends the visibility
timeout, or returns the message after a delay.
"""

import itertools
import queue
import threading
import uuid

import proton
from proton import Delivery, Message
from proton.handlers import MessagingHandler
from proton.reactor import ApplicationEvent, Container, EventInjector

import line_protocol

PATIENCE = 15


class Worker(MessagingHandler):
    """One connection with one receiver. Proton runs in a thread of its own, which alone touches the connection."""

    def __init__(self, port, source):
        super().__init__(prefetch=10, auto_accept=False)
        self.source = source
        self.handles = map(str, itertools.count(1))
        self.deliveries = {}
        self.messages = queue.Queue()
        self.replies = queue.Queue()
        self.ready = queue.Queue()
        self.injector = EventInjector()
        self.container = Container(self)
        self.container.selectable(self.injector)
        self.url = f"amqp://127.0.0.1:{port}"
        self.thread = threading.Thread(target=self.container.run, daemon=True)
        self.thread.start()
        problem = self.ready.get(timeout=PATIENCE)
        if problem:
            raise RuntimeError(problem)

    def on_start(self, event):
        self.connection = event.container.connect(
            self.url, user="sluice", password="sluice", allowed_mechs="PLAIN", reconnect=False, heartbeat=60
        )
        self.sender = event.container.create_sender(self.connection, self.source)
        self.control = event.container.create_sender(self.connection, "sluice.control")
        self.reply_receiver = event.container.create_receiver(self.connection, None, dynamic=True)
        self.receiver = event.container.create_receiver(self.connection, self.source)

    def on_link_opened(self, event):
        if event.link == self.receiver:
            self.ready.put(None)

    def on_link_error(self, event):
        self.ready.put(str(event.link.remote_condition))
        super().on_link_error(event)

    def on_transport_error(self, event):
        self.ready.put(str(event.transport.condition))
        super().on_transport_error(event)

    def on_message(self, event):
        if event.receiver == self.reply_receiver:
            self.replies.put(event.message)
            self.accept(event.delivery)
        else:
            self.messages.put((event.message, event.delivery))

    def on_call(self, event):
        event.subject()

    def call(self, action):
        """Runs the action in Proton's thread and waits for it."""
        done = queue.Queue()

        def run():
            try:
                done.put((action(), None))
            except Exception as problem:
                done.put((None, problem))

        self.injector.trigger(ApplicationEvent("call", subject=run))
        result, problem = done.get(timeout=PATIENCE)
        if problem:
            raise problem
        return result

    def send(self, body, group, deduplication_id):
        message = Message(body=body, id=str(uuid.uuid4()), durable=True)
        if group:
            message.group_id = group
        if deduplication_id:
            message.properties = {"JMS_SQS_DeduplicationId": deduplication_id}
        self.call(lambda: self.sender.send(message))

    def receive(self, timeout):
        try:
            message, delivery = self.messages.get(timeout=timeout)
        except queue.Empty:
            return None
        handle = next(self.handles)
        self.deliveries[handle] = (message, delivery)
        properties = {**(message.annotations or {}), **(message.properties or {})}
        return {
            "handle": handle,
            "body": message.body,
            "count": message.delivery_count + 1,
            "properties": {str(name): str(value) for name, value in properties.items()},
        }

    def settle_as(self, handle, prepare, state):
        _, delivery = self.deliveries[handle]

        def run():
            prepare(delivery)
            delivery.update(state)
            delivery.settle()

        self.call(run)

    def acknowledge(self, handle):
        self.settle_as(handle, lambda delivery: None, Delivery.ACCEPTED)

    def fail(self, handle):
        self.settle_as(handle, lambda delivery: setattr(delivery.local, "failed", True), Delivery.MODIFIED)

    def extend(self, handle, seconds):
        return self.change_visibility(handle, {"visibilityTimeout": seconds})

    def retry_later(self, handle, millis):
        return self.change_visibility(handle, {"visibilityTimeout": 0, "retryDelay": millis})

    def change_visibility(self, handle, fields):
        message, _ = self.deliveries[handle]
        request = Message(
            reply_to=self.reply_receiver.remote_source.address,
            correlation_id=str(uuid.uuid4()),
            properties={"action": "ChangeMessageVisibility", "queue": self.source, "messageId": message.id, **fields},
        )
        self.call(lambda: self.control.send(request))
        return self.replies.get(timeout=PATIENCE).properties["status"]

    def close(self):
        self.call(lambda: self.connection.close())
        self.injector.close()
        self.thread.join(PATIENCE)


if __name__ == "__main__":
    line_protocol.serve(".".join(map(str, proton.VERSION)), Worker)
