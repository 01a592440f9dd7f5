BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') -Force

    function New-Pair {
        param ([string[]] $Critic, [string[]] $Generator = @('Linear 2 16', 'ReLU', 'Linear 16 2'))
        @{ Dataset = '8Gaussians'; Critic = New-Network $Critic -Seed 1; Generator = New-Network $Generator -Seed 2; BatchSize = 16 }
    }
    $good = 'Linear 2 16', 'ReLU', 'Linear 16 1'
}

Describe 'Test-WganSetup' {
    It 'finds nothing in a good setup' {
        Test-WganSetup 8Gaussians | Should -BeNullOrEmpty
        $pair = New-Pair $good
        Test-WganSetup @pair | Should -BeNullOrEmpty
        $pair = New-Pair 'Linear 2 16', 'LayerNorm 16', 'ReLU', 'Linear 16 1'
        Test-WganSetup @pair | Should -BeNullOrEmpty
    }

    It 'allows instance norm and group norm, which look at one sample' {
        $data = New-Tensor -Rand -Shape 64, 3, 8, 8 | Get-WganDataset
        $generator = New-Network 'Linear 3 192', 'Tanh', 'Unflatten 1 3,8,8'
        foreach ($norm in 'InstanceNorm2d 4', 'GroupNorm 2 4') {
            $critic = New-Network 'Conv2d 3 4 3 -padding 1', $norm, 'ReLU', 'Flatten', 'Linear 256 1'
            Test-WganSetup $data -Critic $critic -Generator $generator -BatchSize 8 | Should -BeNullOrEmpty -Because $norm
        }
    }

    It 'refuses what cannot be differentiated twice, where a penalty asks for it' {
        $hard = { [torch.nn]::Sequential([torch.nn]::Linear(2, 8), [torch.nn]::Hardsigmoid(), [torch.nn]::Linear(8, 1)) }
        $pair = @{ Dataset = '8Gaussians'; Generator = New-Network 'Linear 2 8', 'ReLU', 'Linear 8 2'; BatchSize = 8; Iterations = 2 }
        foreach ($objective in 'wgan-gp', 'r1') {
            $found = Test-WganSetup @pair -Critic (& $hard) -Objective $objective
            "$($found.Severity) $($found.Check)" | Should -Be 'Error Gradient'
            $found.Reason | Should -Match 'second derivative.*hardsigmoid'
        }
        Test-WganSetup @pair -Critic (& $hard) -Objective wgan | Should -BeNullOrEmpty
        @(Start-WganTraining @pair -Critic (& $hard) -Objective wgan -OutputDirectory "$TestDrive/hard").Count | Should -Be 2
    }

    It 'weighs the disk for the runs of all seeds' -Skip:(-not $IsLinux) {
        $one = Test-WganSetup 8Gaussians -OutputDirectory /dev/shm/none -KeepCheckpoints 100000 -Seed 1
        $three = Test-WganSetup 8Gaussians -OutputDirectory /dev/shm/none -KeepCheckpoints 100000 -Seed 1, 2, 3
        "$($one.Check) $($three.Check)" | Should -Be 'Disk Disk'
        $one.Reason | Should -BeLike 'The run needs about*'
        $three.Reason | Should -BeLike 'The 3 runs need about*'
    }

    It 'takes less than a second for a toy' {
        $null = Test-WganSetup 8Gaussians
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $null = Test-WganSetup 8Gaussians
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5 -Because 'it takes a tenth of a second on a machine that is not busy'
    }

    It 'finds <check>: <critic>' -ForEach @(
        @{ check = 'BatchNorm'; critic = 'Linear 2 16', 'BatchNorm1d 16', 'ReLU', 'Linear 16 1' }
        @{ check = 'Head'; critic = 'Linear 2 16', 'ReLU', 'Linear 16 1', 'Sigmoid' }
        @{ check = 'Head'; critic = 'Linear 2 16', 'ReLU', 'Linear 16 1', 'Tanh' }
        @{ check = 'Head'; critic = 'Linear 2 16', 'ReLU', 'Linear 16 1', 'Softmax 0' }
        @{ check = 'Critic'; critic = 'Linear 2 16', 'ReLU', 'Linear 16 3' }
        @{ check = 'Critic'; critic = 'Linear 5 16', 'ReLU', 'Linear 16 1' }
    ) {
        $pair = New-Pair $critic
        $found = @(Test-WganSetup @pair | Where-Object Check -eq $check)
        $found.Count | Should -Be 1
        $found[0].Severity | Should -Be 'Error'
        $found[0].Reason | Should -Not -BeNullOrEmpty
        $found[0].Remedy | Should -Not -BeNullOrEmpty
    }

    It 'allows the objective without a penalty what the penalty forbids' {
        $pair = New-Pair 'Linear 2 16', 'BatchNorm1d 16', 'ReLU', 'Linear 16 1'
        Test-WganSetup @pair -Objective wgan | Should -BeNullOrEmpty
    }

    It 'finds a generator that does not fit the data' {
        $pair = New-Pair $good 'Linear 2 16', 'ReLU', 'Linear 16 3'
        (Test-WganSetup @pair).Check | Should -Be 'Generator'
    }

    It 'finds data without variation' {
        $pair = New-Pair $good
        $pair.Dataset = New-Tensor (@(, (1, 2)) * 32) | Get-WganDataset
        (Test-WganSetup @pair).Reason | Should -BeLike '*all the same*'
    }

    It 'leaves no tensor behind' {
        $pair = New-Pair $good
        $null = Test-WganSetup @pair
        $before = [torch.Tensor]::TotalCount
        foreach ($i in 1..5) { $null = Test-WganSetup @pair }
        [torch.Tensor]::TotalCount | Should -BeLessOrEqual $before
    }

    It 'shows severity, check, reason and remedy' {
        $pair = New-Pair ($good + 'Sigmoid')
        $text = Test-WganSetup @pair | Out-String
        foreach ($word in 'Error', 'Head', 'Sigmoid', 'Leave it out') { $text | Should -BeLike "*$word*" }
    }
}

Describe 'Start-WganTraining' {
    It 'refuses a setup with errors, with reasons and remedies, before it makes a directory' {
        $pair = New-Pair ($good + 'Sigmoid')
        { Start-WganTraining @pair -Iterations 2 -OutputDirectory "$TestDrive/refused" } | Should -Throw -ErrorId 'SetupRefused*' -ExpectedMessage '*Sigmoid*Leave it out*'
        "$TestDrive/refused" | Should -Not -Exist
    }

    It 'trains it all the same with -SkipSetupCheck' {
        $pair = New-Pair ($good + 'Sigmoid')
        @(Start-WganTraining @pair -Iterations 2 -OutputDirectory "$TestDrive/skipped" -SkipSetupCheck).Count | Should -Be 2
    }

    It 'warns of what is odd, and trains' {
        $records = @(Start-WganTraining 8Gaussians -HiddenSize 16 -BatchSize 16 -Lambda 0 -Iterations 2 -OutputDirectory "$TestDrive/odd" -WarningVariable warnings -WarningAction SilentlyContinue)
        $records.Count | Should -Be 2
        "$warnings" | Should -BeLike '*-Lambda is 0*'
    }

    It 'trains the same numbers with and without the check' {
        foreach ($skip in $true, $false) {
            $null = Start-WganTraining 8Gaussians -HiddenSize 16 -BatchSize 16 -Iterations 3 -ThreadCount 1 -OutputDirectory "$TestDrive/same-$skip" -SkipSetupCheck:$skip
        }
        Get-Content "$TestDrive/same-True/metrics.csv" -Raw | Should -BeExactly (Get-Content "$TestDrive/same-False/metrics.csv" -Raw)
    }
}
