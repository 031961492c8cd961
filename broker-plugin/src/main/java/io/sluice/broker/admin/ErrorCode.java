package io.sluice.broker.admin;

/** Stable codes of refused requests; those of SQS, SNS and Kinesis where they have one (SEMANTICS 1.11, 3.9, 4.8). */
public enum ErrorCode {
    ACCESS_DENIED("AccessDenied"),
    AUTHORIZATION_ERROR("AuthorizationError"),
    EXPIRED_ITERATOR("ExpiredIteratorException"),
    INTERNAL_FAILURE("InternalFailure"),
    INVALID_ACTION("InvalidAction"),
    INVALID_ARGUMENT("InvalidArgumentException"),
    INVALID_PARAMETER("InvalidParameter"),
    INVALID_PARAMETER_VALUE("InvalidParameterValue"),
    LIMIT_EXCEEDED("LimitExceededException"),
    MESSAGE_NOT_IN_FLIGHT("AWS.SimpleQueueService.MessageNotInflight"),
    MISSING_PARAMETER("MissingParameter"),
    NOT_FOUND("NotFound"),
    QUEUE_DOES_NOT_EXIST("AWS.SimpleQueueService.NonExistentQueue"),
    RESOURCE_IN_USE("ResourceInUseException"),
    RESOURCE_NOT_FOUND("ResourceNotFoundException"),
    STREAM_ACCESS_DENIED("AccessDeniedException"),
    THROUGHPUT_EXCEEDED("ProvisionedThroughputExceededException"),
    UNSUPPORTED_OPERATION("AWS.SimpleQueueService.UnsupportedOperation"),
    VALIDATION("ValidationException");

    private final String code;

    ErrorCode(String code) {
        this.code = code;
    }

    /** The code as clients see it. */
    public String code() {
        return code;
    }
}
