package io.sluice.broker.admin;

/** Stable codes of refused requests; those of SQS and SNS where they have one (SEMANTICS 1.11, 3.9). */
public enum ErrorCode {
    ACCESS_DENIED("AccessDenied"),
    AUTHORIZATION_ERROR("AuthorizationError"),
    INTERNAL_FAILURE("InternalFailure"),
    INVALID_ACTION("InvalidAction"),
    INVALID_PARAMETER("InvalidParameter"),
    INVALID_PARAMETER_VALUE("InvalidParameterValue"),
    MESSAGE_NOT_IN_FLIGHT("AWS.SimpleQueueService.MessageNotInflight"),
    MISSING_PARAMETER("MissingParameter"),
    NOT_FOUND("NotFound"),
    QUEUE_DOES_NOT_EXIST("AWS.SimpleQueueService.NonExistentQueue"),
    RESOURCE_NOT_FOUND("ResourceNotFoundException"),
    UNSUPPORTED_OPERATION("AWS.SimpleQueueService.UnsupportedOperation");

    private final String code;

    ErrorCode(String code) {
        this.code = code;
    }

    /** The code as clients see it. */
    public String code() {
        return code;
    }
}
