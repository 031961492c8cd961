package io.sluice.broker.artemis.redrive;

import io.sluice.broker.admin.MessageMoves;
import io.sluice.broker.redrive.MoveProgress;
import io.sluice.broker.redrive.MoveRequest;
import io.sluice.broker.redrive.MoveStarter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.jspecify.annotations.Nullable;

/** The move tasks as one caller may use them. */
final class CallerMoves implements MessageMoves {

    private static final String ROLE = "RolePrincipal";

    private final ActiveMQServer server;
    private final MoveTasks tasks;
    private final @Nullable ServerSession session;
    private final MoveStarter starter;

    private CallerMoves(ActiveMQServer server, MoveTasks tasks, @Nullable ServerSession session, MoveStarter starter) {
        this.server = server;
        this.tasks = tasks;
        this.session = session;
        this.starter = starter;
    }

    /** As the user of a session, who may do what the broker's security settings say. */
    static MessageMoves ofSession(ActiveMQServer server, MoveTasks tasks, ServerSession session) {
        String user = session.getValidatedUser() == null ? session.getUsername() : session.getValidatedUser();
        return new CallerMoves(
                server,
                tasks,
                session,
                new MoveStarter(user == null ? "anonymous" : user, Optional.of(rolesOf(server, session))));
    }

    /** As an operator, who may do everything. */
    static MessageMoves ofOperator(ActiveMQServer server, MoveTasks tasks, String name) {
        return new CallerMoves(server, tasks, null, new MoveStarter(name, Optional.empty()));
    }

    /** The roles of a user; login modules have classes of their own for them, recognised by name as Artemis' audit log does. */
    private static Set<String> rolesOf(ActiveMQServer server, ServerSession session) {
        Subject subject = server.getSecurityStore().isSecurityEnabled()
                ? server.getSecurityStore().getSessionSubject(session)
                : null;
        Set<String> roles = new HashSet<>();
        if (subject != null) {
            subject.getPrincipals().stream()
                    .filter(principal -> principal.getClass().getName().endsWith(ROLE))
                    .forEach(principal -> roles.add(principal.getName()));
        }
        return roles;
    }

    @Override
    public boolean mayReceive(String queue) {
        return may(CheckType.CONSUME, queue);
    }

    @Override
    public boolean maySend(String queue) {
        return may(CheckType.SEND, queue);
    }

    private boolean may(CheckType right, String queue) {
        if (session == null) {
            return true;
        }
        SimpleString name = SimpleString.of(queue);
        Queue existing = server.locateQueue(name);
        SimpleString address = existing == null ? name : existing.getAddress();
        try {
            server.getSecurityStore().check(address, name, right, session);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Override
    public boolean exists(String queue) {
        return server.locateQueue(SimpleString.of(queue)) != null;
    }

    @Override
    public boolean isDeadLetterQueue(String queue) {
        boolean isConfigured = tasks.catalog().entries().values().stream()
                .flatMap(settings -> settings.redrivePolicy().stream())
                .anyMatch(policy -> policy.deadLetterQueue().equals(queue));
        return isConfigured || isDeadLetterQueueOfArtemis(SimpleString.of(queue));
    }

    /** Whether Artemis' own settings of some other queue name the address of this one for dead or expired messages. */
    private boolean isDeadLetterQueueOfArtemis(SimpleString queue) {
        Queue found = server.locateQueue(queue);
        if (found == null) {
            return false;
        }
        SimpleString address = found.getAddress();
        return server.getPostOffice()
                .getAllBindings()
                .filter(LocalQueueBinding.class::isInstance)
                .map(binding -> binding.getAddress())
                .filter(other -> !other.equals(address))
                .map(other -> server.getAddressSettingsRepository().getMatch(other.toString()))
                .anyMatch(settings -> sendsTo(settings, address));
    }

    private static boolean sendsTo(AddressSettings settings, SimpleString address) {
        return address.equals(settings.getDeadLetterAddress()) || address.equals(settings.getExpiryAddress());
    }

    @Override
    public Optional<String> problemOf(String filter) {
        return Selectors.problemOf(filter);
    }

    @Override
    public Optional<MoveProgress> start(MoveRequest request) {
        return tasks.start(request, starter);
    }

    @Override
    public List<MoveProgress> list(String source, int maximum) {
        return tasks.list(source, maximum);
    }

    @Override
    public Optional<MoveProgress> find(String taskId) {
        return tasks.find(taskId);
    }

    @Override
    public Optional<MoveProgress> cancel(String taskId) {
        return tasks.cancel(taskId);
    }
}
