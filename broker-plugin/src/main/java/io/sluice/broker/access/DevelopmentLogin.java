package io.sluice.broker.access;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The login {@code sluice}/{@code sluice} that a fresh installation has. Everybody knows it, so it is worth nothing as
 * soon as another machine can reach the broker: it works only while every listener is on the loopback interface.
 */
public final class DevelopmentLogin {

    public static final String USER = "sluice";
    public static final String PASSWORD = "sluice";

    private DevelopmentLogin() {}

    /** Whether these are the credentials that everybody knows. */
    public static boolean matches(@Nullable String user, @Nullable String password) {
        return USER.equals(user) && PASSWORD.equals(password);
    }

    /** Whether the development login may be used on a broker with these listeners. */
    public static boolean isAllowed(Collection<Listener> listeners) {
        return listeners.stream().allMatch(Listener::loopback);
    }

    /**
     * Why the broker must not start; empty if it may.
     *
     * @param listeners every listener, HTTP included
     * @param works whether the broker would accept the development login with its present user file
     */
    public static Optional<String> refusal(Collection<Listener> listeners, boolean works) {
        if (!works || isAllowed(listeners)) {
            return Optional.empty();
        }
        List<Listener> exposed =
                listeners.stream().filter(listener -> !listener.loopback()).toList();
        String names = exposed.stream()
                .map(listener -> listener.name() + " (" + listener.host() + ")")
                .collect(Collectors.joining(", "));
        return Optional.of("The development login " + USER + "/" + PASSWORD
                + " is known to everybody and works only while every port is on the loopback interface, but other"
                + " machines can reach: " + names + ". Change the password of the user " + USER
                + " in artemis-users.properties, or bind to 127.0.0.1 in broker.xml.");
    }
}
