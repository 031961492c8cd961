package io.sluice.broker.artemis;

import io.sluice.broker.artemis.ClassFile.Member;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds out, before a message is touched, whether a broker has all that Sluice uses of it.
 *
 * <p>The list of what is used is not written by hand: it is what our own compiled classes name. Each class, method and field
 * of the host must be there with the same types and be open to us; each public or protected method of a class of ours
 * that extends or implements something of the host must still have one above it that it overrides, or nobody would call
 * it (a public class may have such methods of its own); and nothing that the host asks an implementation for may be missing. A protocol module that the broker lacks is no
 * problem. What has changed only in what it does is not found: that is what the tests on each release are for.
 */
final class HostCheck {

    private static final String[] HOST = {"org/apache/activemq/", "org/apache/qpid/proton/", "io/netty/"};
    private static final String OURS = "io/sluice/broker/artemis/";

    private final ClassLoader loader;
    private final HostProtocols protocols;
    private final Set<String> problems = new TreeSet<>();

    private HostCheck(ClassLoader loader) {
        this.loader = loader;
        this.protocols = HostProtocols.visibleTo(loader);
    }

    /** @throws IllegalStateException with all that is missing */
    static void requireKnown() {
        ClassLoader own = HostCheck.class.getClassLoader();
        List<String> problems;
        try {
            problems = problems(own, OwnClasses.read());
        } catch (IOException e) {
            throw new IllegalStateException("the Sluice jar cannot be read to check it against this broker: " + e, e);
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("Sluice cannot work in this version of Apache Artemis ("
                    + HostVersion.running() + "; tested were " + HostVersion.tested()
                    + "), because these internals are missing or changed: " + String.join("; ", problems));
        }
    }

    /** What our classes, loaded by this loader, miss in the host that it sees; empty if all is there. */
    static List<String> problems(ClassLoader loader, List<ClassFile> own) {
        HostCheck check = new HostCheck(loader);
        for (ClassFile file : own) {
            file.classes().stream().filter(HostCheck::isOfHost).forEach(check::find);
            file.members().stream()
                    .filter(member -> isOfHost(member.owner()) || member.owner().startsWith(OURS))
                    .forEach(check::requireMember);
            check.requireOverrides(file.name());
        }
        return List.copyOf(check.problems);
    }

    private static boolean isOfHost(String name) {
        return Stream.of(HOST).anyMatch(name::startsWith);
    }

    private Class<?> find(String slashed) {
        if (protocols.areAbsentIn(slashed)) {
            return Object.class;
        }
        String name = slashed.replace('/', '.');
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            problems.add("class " + name);
        } catch (LinkageError e) {
            if (!protocols.areAbsentIn(String.valueOf(e.getMessage()))) {
                problems.add("class " + name + " (" + e + ")");
            }
        }
        return Object.class;
    }

    private void requireMember(Member member) {
        if (protocols.areAbsentIn(member.owner()) || protocols.areAbsentIn(member.descriptor())) {
            return;
        }
        Class<?> owner = find(member.owner());
        if (owner == Object.class) {
            return;
        }
        try {
            boolean there = member.isMethod() ? hasMethod(owner, member) : hasField(owner, member);
            if (!there) {
                problems.add((member.isMethod() ? "method " : "field ") + owner.getName() + "." + member.name()
                        + (member.isMethod() ? member.descriptor() : ""));
            }
        } catch (TypeNotPresentException | LinkageError e) {
            if (!protocols.areAbsentIn(String.valueOf(e.getMessage()))) {
                problems.add(owner.getName() + "." + member.name() + " (" + e + ")");
            }
        }
    }

    private boolean hasMethod(Class<?> owner, Member member) {
        MethodType type = MethodType.fromMethodDescriptorString(member.descriptor(), loader);
        if (member.name().equals("<init>")) {
            return Arrays.stream(owner.getDeclaredConstructors())
                    .anyMatch(constructor -> isOpen(constructor)
                            && type.parameterList().equals(List.of(constructor.getParameterTypes())));
        }
        return withAncestors(owner).stream()
                .flatMap(ancestor -> Arrays.stream(ancestor.getDeclaredMethods()))
                .anyMatch(method -> isOpen(method)
                        && method.getName().equals(member.name())
                        && method.getReturnType() == type.returnType()
                        && type.parameterList().equals(List.of(method.getParameterTypes())));
    }

    private static boolean hasField(Class<?> owner, Member member) {
        for (Class<?> ancestor : withAncestors(owner)) {
            for (Field field : ancestor.getDeclaredFields()) {
                if (field.getName().equals(member.name())
                        && field.getType().descriptorString().equals(member.descriptor())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Public or protected, or in a package that is ours. */
    private static boolean isOpen(Executable executable) {
        return isInheritable(executable.getModifiers())
                || executable.getDeclaringClass().getName().startsWith(OURS.replace('/', '.'));
    }

    private static boolean isInheritable(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private void requireOverrides(String slashed) {
        try {
            Class<?> own = find(slashed);
            if (withAncestors(own).stream()
                    .noneMatch(type -> isOfHost(type.getName().replace('.', '/')))) {
                return;
            }
            if (!Modifier.isPublic(own.getModifiers())) {
                overridesOf(own)
                        .filter(method -> !isAnOverride(own, method))
                        .forEach(method -> problems.add("what " + simpleSignature(method) + " overrides"));
            }
            if (!Modifier.isAbstract(own.getModifiers())) {
                Arrays.stream(own.getMethods())
                        .filter(method -> Modifier.isAbstract(method.getModifiers()))
                        .forEach(method -> problems.add("an implementation of " + simpleSignature(method)));
            }
        } catch (TypeNotPresentException | LinkageError e) {
            if (!protocols.areAbsentIn(String.valueOf(e.getMessage()))) {
                problems.add("class " + slashed.replace('/', '.') + " (" + e + ")");
            }
        }
    }

    /**
     * Those methods of a class that are there only because the host calls them. A generic one is compiled to a pair: the
     * one that the host knows calls the other.
     */
    private static Stream<Method> overridesOf(Class<?> own) {
        Set<String> behindBridges = Arrays.stream(own.getDeclaredMethods())
                .filter(Method::isBridge)
                .map(Method::getName)
                .collect(Collectors.toSet());
        return Arrays.stream(own.getDeclaredMethods())
                .filter(method -> isInheritable(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method ->
                        method.isBridge() || !method.isSynthetic() && !behindBridges.contains(method.getName()));
    }

    private static boolean isAnOverride(Class<?> own, Method method) {
        return withAncestors(own).stream()
                .filter(ancestor -> ancestor != own)
                .flatMap(ancestor -> Arrays.stream(ancestor.getDeclaredMethods()))
                .anyMatch(above -> isInheritable(above.getModifiers())
                        && above.getName().equals(method.getName())
                        && Arrays.equals(above.getParameterTypes(), method.getParameterTypes()));
    }

    private static String simpleSignature(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName()
                + MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    }

    /** The class, its super classes and all their interfaces. */
    private static Set<Class<?>> withAncestors(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        Deque<Class<?>> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            Class<?> next = open.pop();
            if (found.add(next)) {
                if (next.getSuperclass() != null) {
                    open.push(next.getSuperclass());
                }
                open.addAll(List.of(next.getInterfaces()));
            }
        }
        found.add(Object.class);
        return found;
    }
}
