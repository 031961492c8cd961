package io.sluice.broker.runtime;

/**
 * One answer over HTTP.
 *
 * @param status HTTP status code
 * @param contentType value of the header
 * @param body text, sent as UTF-8
 */
record Page(int status, String contentType, String body) {

    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int ERROR = 500;
    static final int UNAVAILABLE = 503;

    static final Page MISSING = error(NOT_FOUND, "no such page");

    static Page ok(String contentType, String body) {
        return new Page(OK, contentType, body);
    }

    /** An error in plain words; nothing of the request is repeated in it. */
    static Page error(int status, String text) {
        return new Page(status, "text/plain; charset=utf-8", text + "\n");
    }
}
