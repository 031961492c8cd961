package io.sluice.broker.admin.stream;

import java.util.Map;

/** Carries out one kind of request about streams. */
@FunctionalInterface
interface StreamAction {

    /** @return members of the reply */
    Map<String, ?> perform(StreamRequest request, StreamAdministration streams) throws RequestRefusedException;
}
