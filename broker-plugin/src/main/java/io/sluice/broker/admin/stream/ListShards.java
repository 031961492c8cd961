package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.stream.shard.Shard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shards of a stream, closed ones too, in the order of their creation. Fields: {@code StreamName} or {@code StreamARN};
 * optional {@code MaxResults}, {@code ExclusiveStartShardId}, or {@code NextToken} of the reply before with the name.
 */
final class ListShards {

    private static final int PAGE = 1000;
    private static final int GREATEST_PAGE = 10_000;
    private static final String NEXT_TOKEN = "NextToken";

    private ListShards() {}

    static Map<String, ?> perform(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        StreamDescription stream = StreamAccess.require(streams, Right.READ, request.stream());
        int page = request.number("MaxResults", 1, GREATEST_PAGE, PAGE);
        String start = request.optional(NEXT_TOKEN).isPresent() ? NEXT_TOKEN : "ExclusiveStartShardId";
        int from = request.optional(start).isEmpty() ? 0 : request.shard(start).index() + 1;
        List<Shard> rest = stream.shards().stream()
                .filter(shard -> shard.id().index() >= from)
                .toList();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("Shards", rest.stream().limit(page).map(ShardShape::of).toList());
        if (rest.size() > page) {
            members.put(NEXT_TOKEN, rest.get(page - 1).id().toString());
        }
        return members;
    }
}
