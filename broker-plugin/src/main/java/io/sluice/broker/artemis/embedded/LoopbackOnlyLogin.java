package io.sluice.broker.artemis.embedded;

import io.sluice.broker.access.DevelopmentLogin;
import javax.security.auth.Subject;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.NoCacheLoginException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artemis' JAAS logins, minus the development login while some listener can be reached from elsewhere. The rule is
 * checked at each login, because users and acceptors can change while the broker runs.
 */
final class LoopbackOnlyLogin extends ActiveMQJAASSecurityManager {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackOnlyLogin.class);
    /** Entry of login.config, named as {@code artemis create} names it. */
    private static final String REALM = "activemq";

    private final Configuration configuration;

    LoopbackOnlyLogin(Configuration configuration) {
        super(REALM);
        this.configuration = configuration;
    }

    /** Whether the user file (or whatever login.config names) accepts the development login. */
    boolean acceptsDevelopmentLogin() throws StartRefusedException {
        try {
            new LoginContext(REALM, new Subject());
            return super.authenticate(DevelopmentLogin.USER, DevelopmentLogin.PASSWORD, null, null) != null;
        } catch (LoginException | SecurityException e) {
            throw new StartRefusedException(
                    "login.config cannot be used: it must be a JAAS file with the entry '" + REALM
                            + "' that names a login module. " + Causes.messageOf(e),
                    e);
        }
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String user,
            @Nullable String password,
            @Nullable RemotingConnection connection,
            @Nullable String securityDomain)
            throws NoCacheLoginException {
        if (DevelopmentLogin.matches(user, password)
                && !DevelopmentLogin.isAllowed(Acceptors.listenersOf(configuration))) {
            LOG.warn("Refused the development login: a port of this broker can be reached from other machines");
            return null;
        }
        return super.authenticate(user, password, connection, securityDomain);
    }
}
