package io.sluice.broker.runtime.stream;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sluice stream}: the streams of a running broker. */
@Command(
        name = "stream",
        description = "Shows, fills, reads and reshapes the streams of a running broker.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PutCommand.class,
            TailCommand.class,
            DescribeCommand.class,
            ShardsCommand.class,
            SeekCommand.class,
            SplitCommand.class,
            MergeCommand.class,
            ScaleCommand.class,
            RetentionCommand.class,
            ListCommand.class,
            CreateCommand.class,
            DeleteCommand.class,
            PutRecordCommand.class,
            DescribeStreamCommand.class,
            GetShardIteratorCommand.class,
            GetRecordsCommand.class
        })
public final class StreamCommand {}
