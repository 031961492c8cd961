"""A STOMP 1.2 application in Python, with stomp.py.

ACK acknowledges, NACK fails a message; NACK with the header retryDelay returns it after a delay; a request to
sluice.control with the message's ack header as receiptHandle extends the visibility timeout.
"""

import itertools
import queue
import uuid

import stomp

import line_protocol

PATIENCE = 15
SUBSCRIPTION = "1"
REPLIES = "2"


class Worker(stomp.ConnectionListener):
    """One connection with one subscription in the mode client-individual."""

    def __init__(self, port, source):
        self.source = source
        self.handles = map(str, itertools.count(1))
        self.frames = {}
        self.messages = queue.Queue()
        self.replies = queue.Queue()
        self.receipts = queue.Queue()
        self.errors = []
        self.connection = stomp.Connection12(
            [("127.0.0.1", port)],
            reconnect_attempts_max=1,
            heartbeats=(10_000, 10_000),
            heart_beat_receive_scale=6,  # either side closes a connection that is silent for a minute
        )
        self.connection.set_listener("worker", self)
        self.connection.connect("sluice", "sluice", wait=True, headers={"host": "127.0.0.1"})
        self.reply_address = "replies-" + str(uuid.uuid4())
        self.connection.subscribe(self.reply_address, REPLIES, "auto")
        self.with_receipt(
            lambda receipt: self.connection.subscribe(
                source, SUBSCRIPTION, "client-individual", headers={"receipt": receipt}
            )
        )

    def on_message(self, frame):
        if frame.headers["subscription"] == REPLIES:
            self.replies.put(frame)
        else:
            self.messages.put(frame)

    def on_receipt(self, frame):
        self.receipts.put(frame.headers["receipt-id"])

    def on_error(self, frame):
        self.errors.append(frame.headers.get("message", "") + " " + frame.body)

    def with_receipt(self, action):
        """Does something and waits until the broker says that it has been done."""
        receipt = str(uuid.uuid4())
        action(receipt)
        try:
            while self.receipts.get(timeout=PATIENCE) != receipt:
                pass
        except queue.Empty:
            raise RuntimeError(f"no receipt; errors: {self.errors}") from None

    def send(self, body, group, deduplication_id):
        headers = {"persistent": "true"}
        if group:
            headers["JMSXGroupID"] = group
        if deduplication_id:
            headers["JMS_SQS_DeduplicationId"] = deduplication_id
        self.with_receipt(
            lambda receipt: self.connection.send(self.source, body, headers={**headers, "receipt": receipt})
        )

    def receive(self, timeout):
        try:
            frame = self.messages.get(timeout=timeout)
        except queue.Empty:
            return None
        handle = next(self.handles)
        self.frames[handle] = frame
        count = frame.headers.get("JMSXDeliveryCount")
        return {
            "handle": handle,
            "body": frame.body,
            "count": int(count) if count else None,
            "properties": frame.headers,
        }

    def acknowledge(self, handle):
        ack = self.frames[handle].headers["ack"]
        self.with_receipt(lambda receipt: self.connection.ack(ack, receipt=receipt))

    def fail(self, handle):
        ack = self.frames[handle].headers["ack"]
        self.with_receipt(lambda receipt: self.connection.nack(ack, receipt=receipt))

    def retry_later(self, handle, millis):
        ack = self.frames[handle].headers["ack"]
        self.with_receipt(lambda receipt: self.connection.nack(ack, receipt=receipt, retryDelay=millis))
        return "200"

    def extend(self, handle, seconds):
        self.connection.send(
            "sluice.control",
            "",
            headers={
                "action": "ChangeMessageVisibility",
                "queue": self.source,
                "receiptHandle": self.frames[handle].headers["ack"],
                "visibilityTimeout": seconds,
                "reply-to": self.reply_address,
                "correlation-id": str(uuid.uuid4()),
            },
        )
        return self.replies.get(timeout=PATIENCE).headers["status"]

    def close(self):
        if self.connection.is_connected():
            self.connection.disconnect()


if __name__ == "__main__":
    line_protocol.serve(".".join(map(str, stomp.__version__)), Worker)
