package dev.facet.integration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The doors of the house open one way: the dependency rules of docs/architecture.md. */
class DependencyRulesTest {

    /** Every module with the modules that it may use; each also uses what these use. */
    private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

    static {
        MAY_USE.put("engine", Set.of());
        MAY_USE.put("nn", Set.of("engine"));
        MAY_USE.put("faces", Set.of("engine", "nn"));
        MAY_USE.put("interpret", Set.of("engine", "nn", "faces"));
        MAY_USE.put("report", Set.of("engine", "nn", "faces", "interpret"));
        MAY_USE.put("cli", Set.of("engine", "nn", "faces", "interpret", "report"));
    }

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.facet");
    }

    @Test
    void modulesUseOnlyTheModulesBelowThem() {
        MAY_USE.forEach((module, allowed) -> {
            Set<String> forbidden = new TreeSet<>(MAY_USE.keySet());
            forbidden.removeAll(allowed);
            forbidden.remove(module);
            forbidden.forEach(other -> noClasses()
                    .that()
                    .resideInAPackage("dev.facet." + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.facet." + other + "..")
                    .check(classes));
        });
    }

    @Test
    void internalPackagesStayInsideTheirModule() {
        MAY_USE.keySet()
                .forEach(module -> noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.facet." + module + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.facet." + module + ".internal..")
                        .check(classes));
    }

    @Test
    void onlyTheEngineTouchesNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.facet.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bytedeco..")
                .check(classes);
    }

    @Test
    void librariesNeverExitNorForceGarbageCollection() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.facet.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(classes);
        noClasses().should().callMethod(System.class, "gc").check(classes);
    }

    @Test
    void librariesNeverPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.facet.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(classes);
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("dev.facet.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
