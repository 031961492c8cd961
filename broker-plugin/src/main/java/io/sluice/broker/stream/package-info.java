/**
 * Streams: records that are kept for days, in order within a shard, and read by several groups at their own pace.
 *
 * <p>This package has the words that all parts use: keys and the shard they lead to, sequence numbers, start positions,
 * settings. Below it, {@code stream.segment} keeps the records of one shard in files, {@code stream.log} those of a stream,
 * {@code stream.shard} knows which shards there are and what they may take, {@code stream.group} who reads what. They
 * import this package, {@code stream.log} also {@code stream.segment}, and otherwise not each other.
 *
 * <p>Immutable values, for any thread. No clock is involved. May import {@code message} and {@code time} of this project,
 * and nothing of the broker.
 */
@NullMarked
package io.sluice.broker.stream;

import org.jspecify.annotations.NullMarked;
