package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.Checkpoint;
import java.util.Collection;
import java.util.Map;

/** Where the checkpoints of one reader are kept. For any thread. */
interface Checkpoints {

    /** Keeps nothing. */
    Checkpoints NONE = new Checkpoints() {
        @Override
        public Map<ShardId, Checkpoint> load() {
            return Map.of();
        }

        @Override
        public void collectWith(Runnable collect) {
            // nothing is collected
        }

        @Override
        public void changed() {
            // nothing is stored
        }

        @Override
        public void note(Collection<Checkpoint> changed) {
            // a reader without a checkpoint begins where it is told to
        }

        @Override
        public void flush() {
            // nothing was noted
        }
    };

    /** What is stored; empty if the reader is new. */
    Map<ShardId, Checkpoint> load();

    /** @param collect has everything {@linkplain #note noted} that has changed; called before something is stored */
    void collectWith(Runnable collect);

    /** Something has changed that will be noted when it is collected. */
    void changed();

    /** Stores these soon. */
    void note(Collection<Checkpoint> changed);

    /** Returns when everything that was noted is stored. */
    void flush();
}
