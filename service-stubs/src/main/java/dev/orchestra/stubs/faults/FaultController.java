package dev.orchestra.stubs.faults;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Adds, shows and removes faults. Each answer is what is in force afterwards. */
@RestController
@RequestMapping("/faults")
class FaultController {

    private final Faults faults;

    FaultController(Faults faults) {
        this.faults = faults;
    }

    @PostMapping
    Answer add(@Valid @RequestBody Rules request) {
        faults.put(request.rules());
        return inForce();
    }

    @GetMapping
    Answer inForce() {
        return new Answer(faults.all());
    }

    @DeleteMapping
    Answer removeAll() {
        faults.clear();
        return inForce();
    }

    @DeleteMapping("/{name}")
    Answer remove(@PathVariable String name) {
        faults.remove(name);
        return inForce();
    }

    record Rules(@NotNull List<@NotNull @Valid Fault> rules) {}

    record Answer(List<Faults.InForce> rules) {}
}
