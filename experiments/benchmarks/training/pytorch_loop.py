"""WGAN-GP as one writes it with PyTorch, eager or with torch.compile. pytorch_loop.py FOLDER [--compile], where FOLDER has what plain-loop prepare wrote."""
import json
import resource
import sys
import time
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional as F


def read_safetensors(path):
    raw = Path(path).read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header, body = json.loads(raw[8 : 8 + size]), raw[8 + size :]
    kinds = {"F32": numpy.float32, "I64": numpy.int64}
    return {
        name: torch.from_numpy(numpy.frombuffer(body[slice(*t["data_offsets"])], kinds[t["dtype"]]).reshape(t["shape"]).copy())
        for name, t in header.items()
        if name != "__metadata__"
    }


class ResidualBlock(nn.Module):
    """The block of gan_cifar_resnet.py: norm, ReLU, 3x3 convolution, twice, plus a shortcut."""

    def __init__(self, inputs, outputs, resample="none", norm="none", first=False):
        super().__init__()
        self.resample, self.first = resample, first
        middle = inputs if resample == "down" and not first else outputs
        self.norm1 = None if first or norm == "none" else nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, middle, 3, padding=1)
        self.norm2 = None if norm == "none" else nn.BatchNorm2d(middle)
        self.conv2 = nn.Conv2d(middle, outputs, 3, padding=1)
        self.shortcut = None if inputs == outputs and resample == "none" else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x):
        up = lambda t: F.interpolate(t, scale_factor=2, mode="nearest") if self.resample == "up" else t
        down = lambda t: F.avg_pool2d(t, 2) if self.resample == "down" else t
        active = lambda norm, t: F.relu(t if norm is None else norm(t))
        h = self.conv1(up(x if self.first else active(self.norm1, x)))
        h = down(self.conv2(active(self.norm2, h)))
        if self.shortcut is None:
            return h + x
        return h + (self.shortcut(down(x)) if self.first else down(self.shortcut(up(x))))


def network(layers, weights):
    """nn.Sequential of New-Network's words: 'Conv2d 1 64 5 -stride 2 -padding 2'."""

    def layer(text):
        name, *words = text.split()
        values, options = [], {}
        while words:
            word = words.pop(0)
            if word.startswith("-") and word[1:].isalpha() or word.startswith("-output"):
                options[word[1:]] = True if not words or words[0].startswith("-") else value(words.pop(0))
            else:
                values.append(value(word))
        return ResidualBlock(*values, **options) if name == "ResidualBlock" else getattr(nn, name)(*values, **options)

    def value(word):
        if "," in word:
            return tuple(int(w) for w in word.split(","))
        try:
            return int(word)
        except ValueError:
            try:
                return float(word)
            except ValueError:
                return word

    net = nn.Sequential(*map(layer, layers))
    net.load_state_dict(weights)
    return net


def main(folder, compiled):
    work = json.loads((folder / "workload.json").read_text())
    torch.set_num_threads(work["ThreadCount"])
    device = torch.device(work["Device"])
    n, shape, latent, weight = work["BatchSize"], work["SampleShape"], work["LatentSize"], work["Lambda"]
    read = lambda name: {key: value.to(device) for key, value in read_safetensors(folder / f"{name}.safetensors").items()}
    data, draws = read("data")["data"], read("draws")
    critic, generator = (network(work[name], read(name.lower())).to(device) for name in ("Critic", "Generator"))
    # PyTorch's own fused step, where there is one for the device: on the CPU since 2.4.
    version = tuple(int(part) for part in torch.__version__.split(".")[:2])
    options = {"fused": True} if device.type == "cuda" or version >= (2, 4) else {}
    adam = lambda net: torch.optim.Adam(net.parameters(), lr=work["LearningRate"], betas=(float(work["Beta1"]), float(work["Beta2"])), **options)
    critic_optimizer, generator_optimizer = adam(critic), adam(generator)

    # The first steps take the numbers that all peers take.
    def draw(name, step, fresh):
        given = draws.get(f"{name}.{step}")
        return fresh() if given is None else given

    def penalty(gradient):
        return ((gradient.flatten(1).norm(2, dim=1) - 1) ** 2).mean()

    def critic_gradients(real, fake, epsilon):
        between = torch.lerp(fake, real, epsilon.expand_as(real)).requires_grad_(True)
        (gradient,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
        loss = critic(fake).mean() - critic(real).mean() + weight * penalty(gradient)
        critic_optimizer.zero_grad(set_to_none=True)
        loss.backward()
        return loss.detach()

    def generator_gradients(noise):
        critic.requires_grad_(False)
        loss = -critic(generator(noise)).mean()
        generator_optimizer.zero_grad(set_to_none=True)
        loss.backward()
        critic.requires_grad_(True)
        return loss.detach()

    generate = torch.no_grad()(generator)
    if compiled:
        # torch.compile cannot go back through a graph twice; with torch.func both derivatives are inside what it compiles.
        from torch.func import functional_call, grad, grad_and_value

        def critic_loss(parameters, real, fake, epsilon):
            score = lambda x: functional_call(critic, parameters, (x,))
            gradient = grad(lambda x: score(x).sum())(torch.lerp(fake, real, epsilon.expand_as(real)))
            return score(fake).mean() - score(real).mean() + weight * penalty(gradient)

        def generator_loss(parameters, noise):
            return -critic(functional_call(generator, parameters, (noise,))).mean()

        def gradients(net, loss):
            differentiated = torch.compile(grad_and_value(loss))
            parameters = dict(net.named_parameters())

            def compute(*samples):
                computed, value = differentiated({name: p.detach() for name, p in parameters.items()}, *samples)
                for name, p in parameters.items():
                    p.grad = computed[name]
                return value

            return compute

        critic_gradients, generator_gradients = gradients(critic, critic_loss), gradients(generator, generator_loss)
        generate = torch.no_grad()(torch.compile(generator))

    def step_critic(step):
        real = draw("real", step, lambda: data[torch.randint(len(data), (n,), device=device)])
        noise = draw("noise", step, lambda: torch.randn(n, latent, device=device))
        epsilon = draw("epsilon", step, lambda: torch.rand(n, *[1 for _ in shape], device=device))
        loss = critic_gradients(real, generate(noise), epsilon)
        critic_optimizer.step()
        return loss

    def step_generator(iteration):
        loss = generator_gradients(draw("generator_noise", iteration, lambda: torch.randn(n, latent, device=device)))
        generator_optimizer.step()
        return loss

    losses, start = [], 0.0
    for i in range(work["Warmup"] + work["Iterations"]):
        if i == work["Warmup"]:
            start = time.perf_counter()
        for k in range(work["CriticSteps"]):
            critic_loss = step_critic(i * work["CriticSteps"] + k)
        # Read once an iteration, as it is logged: on a GPU that waits for it.
        both = [critic_loss.item(), step_generator(i).item()]
        if i < 2:
            losses.append(both)
    seconds = time.perf_counter() - start
    print(json.dumps({"losses": losses, "seconds": seconds, "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


main(Path(sys.argv[1]), "--compile" in sys.argv[2:])
