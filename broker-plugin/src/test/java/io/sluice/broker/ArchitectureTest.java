package io.sluice.broker;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/** The rules of docs/architecture.md that a compiler does not know. */
@AnalyzeClasses(packages = "io.sluice.broker", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String ROOT = "io.sluice.broker";
    private static final Set<String> CLOCK_PACKAGES = Set.of("java.time", "java.time.chrono");

    @ArchTest
    static final ArchRule packagesUseOnlyWhatTheImportTableGivesThem = classes()
            .should(new ImportTable())
            .because(
                    "arrows point to the pure side: declare a small port in your own package and let artemis implement "
                            + "it, put a flow through two capabilities into queue, or change etc/import-control.xml, "
                            + "ImportTable and docs/architecture.md together");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching(ROOT + ".(**)")
            .should()
            .beFreeOfCycles()
            .because("a cycle makes two packages one: move the shared type to the package that both may import");

    @ArchTest
    static final ArchRule onlyTheAdapterAndTheRuntimeKnowArtemis = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".artemis..", ROOT + ".runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.activemq..", "org.apache.qpid..", "io.netty..")
            .because("the rules must be testable without a broker: pass values in, return decisions and effects, and "
                    + "translate them in artemis");

    @ArchTest
    static final ArchRule onlyTheRuntimeKnowsDependencyInjectionAndTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "jakarta.enterprise..", "jakarta.inject..", "jakarta.annotation..", "org.jboss.weld..", "picocli..")
            .because("everything else is built by its constructor: write a producer in runtime instead");

    @ArchTest
    static final ArchRule onlyTheEdgesReadClocksStartThreadsAndRollDice = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".artemis..", ROOT + ".runtime..")
            .should()
            .accessTargetWhere(targets("a clock, a thread or a source of randomness", ArchitectureTest::isAmbient))
            .because("take the time as an argument, and the executor, the InstantSource or the RandomGenerator in the "
                    + "constructor; runtime creates them and tests replace them");

    @ArchTest
    static final ArchRule packagesAreNamedByTheirJob = classes()
            .should()
            .resideOutsideOfPackages(
                    "..common..",
                    "..util..",
                    "..utils..",
                    "..impl..",
                    "..core..",
                    "..service..",
                    "..helper..",
                    "..manager..",
                    "..model..")
            .because(
                    "such a name says nothing about what is inside: use the word of the glossary for what the package does");

    @ArchTest
    static final ArchRule packagesSayWhatTheyAreForAndAreNullMarked = classes()
            .should(liveInADescribedPackage())
            .because(
                    "NullAway checks only marked packages: add a package-info.java with @NullMarked that says what the "
                            + "package is for, who calls it on which thread, and what it may import");

    private static final ArchRule NOBODY_SLEEPS = noClasses()
            .should()
            .accessTargetWhere(targets("a sleep", ArchitectureTest::isSleep))
            .because(
                    "a sleep is either too short or too long: wait for a fact with Awaitility, a latch or a listener event");

    @ArchTest
    static void nobodySleeps(JavaClasses main) {
        NOBODY_SLEEPS.check(main);
    }

    @ArchTest
    static void testsDoNotSleepEither(JavaClasses main) {
        NOBODY_SLEEPS.check(new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages(ROOT));
    }

    private static boolean isAmbient(AccessTarget target) {
        JavaClass owner = target.getOwner();
        String name = target.getName();
        return switch (owner.getName()) {
            case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
            case "java.time.Clock", "java.time.InstantSource" -> name.startsWith("system") || name.startsWith("tick");
            case "java.lang.Thread" -> name.equals("<init>") || name.equals("sleep");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.lang.Math" -> name.equals("random");
            case "java.util.concurrent.ThreadLocalRandom" -> name.equals("current");
            case "java.util.concurrent.CompletableFuture" -> runsOnTheCommonPool(target);
            default ->
                owner.isEquivalentTo(Executors.class)
                        || (CLOCK_PACKAGES.contains(owner.getPackageName()) && name.equals("now"));
        };
    }

    private static boolean runsOnTheCommonPool(AccessTarget target) {
        return target.getName().endsWith("Async")
                && target instanceof AccessTarget.CodeUnitCallTarget call
                && call.getRawParameterTypes().stream().noneMatch(nameMatching(".*\\.Executor"));
    }

    private static boolean isSleep(AccessTarget target) {
        return target.getName().equals("sleep")
                && Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit")
                        .contains(target.getOwner().getName());
    }

    private static DescribedPredicate<JavaAccess<?>> targets(String description, Predicate<AccessTarget> predicate) {
        return describe("the target is " + description, access -> predicate.test(access.getTarget()));
    }

    private static ArchCondition<JavaClass> liveInADescribedPackage() {
        return new ArchCondition<>("live in a package whose package-info is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage()
                        .tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith(NullMarked.class))
                        .isPresent();
                if (!marked) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getPackageName() + " has no @NullMarked package-info: " + type.getName()));
                }
            }
        };
    }
}
